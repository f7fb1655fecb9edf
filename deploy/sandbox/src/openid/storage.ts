import { readFileSync } from 'node:fs';
import { writePrivate } from '../files.js';

/** An entry of the provider's storage. */
type Payload = Record<string, unknown> & { grantId?: string; uid?: string };
interface Entry {
  payload: Payload;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** What a restart of the provider must not forget: who may refresh. */
const KEPT = new Set(['Grant', 'RefreshToken']);
/** Gone when their grant is revoked. */
const GRANTED = new Set(['AuthorizationCode', 'RefreshToken']);

/**
 * The provider's storage. Grants and refresh tokens outlive a restart, in a file that only its owner reads; sign-ins
 * under way and used client assertions are in memory: who was typing a password at that moment begins again.
 */
export class ProviderStorage {
  readonly #entries = new Map<string, Entry>();
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly file: string) {
    for (const [key, entry] of Object.entries(read(file))) this.#entries.set(key, entry);
  }

  /** The adapter of one of the provider's models. */
  readonly adapter = (model: string) => {
    const key = (id: string): string => `${model} ${id}`;
    return {
      upsert: async (id: string, payload: Payload, expiresInSeconds: number): Promise<void> => {
        this.#forgetExpired();
        this.#entries.set(key(id), { payload, expiresAt: Date.now() + expiresInSeconds * 1000 });
        await this.#keep(model);
      },
      find: async (id: string): Promise<Payload | undefined> => this.#find(key(id)),
      findByUid: async (uid: string): Promise<Payload | undefined> =>
        [...this.#entries]
          .filter(([at]) => at.startsWith(`${model} `))
          .map(([, { payload }]) => payload)
          .find((payload) => payload.uid === uid),
      consume: async (id: string): Promise<void> => {
        const payload = this.#find(key(id));
        if (payload) payload['consumed'] = Math.floor(Date.now() / 1000);
        await this.#keep(model);
      },
      destroy: async (id: string): Promise<void> => {
        if (this.#entries.delete(key(id))) await this.#keep(model);
      },
      revokeByGrantId: async (grantId: string): Promise<void> => {
        for (const [at, { payload }] of this.#entries) {
          if (payload.grantId === grantId && GRANTED.has(at.split(' ', 1)[0] ?? '')) this.#entries.delete(at);
        }
        await this.#keep('RefreshToken');
      },
    };
  };

  #find(key: string): Payload | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expiresAt > Date.now() ? entry.payload : undefined;
  }

  #forgetExpired(): void {
    const now = Date.now();
    for (const [key, { expiresAt }] of this.#entries) if (expiresAt <= now) this.#entries.delete(key);
  }

  /** Written before it is answered: a refresh token that was given out is known after a crash. */
  async #keep(model: string): Promise<void> {
    if (!KEPT.has(model)) return;
    this.#writing = this.#writing.catch(() => undefined).then(() => writePrivate(this.file, this.#kept()));
    await this.#writing;
  }

  #kept(): string {
    const kept = [...this.#entries].filter(([key]) => KEPT.has(key.split(' ', 1)[0] ?? ''));
    return JSON.stringify(Object.fromEntries(kept));
  }
}

function read(file: string): Record<string, Entry> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Entry>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
