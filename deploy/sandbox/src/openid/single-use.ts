/** An entry of the provider's storage. */
type Payload = Record<string, unknown>;

/**
 * The storage that client credentials need: which assertions were used, until they expire. Tokens are signed JWTs and
 * clients come from the configuration, so nothing else is ever stored, and a restart forgets nothing that matters.
 */
export class SingleUseStore {
  private static readonly entries = new Map<string, { payload: Payload; expiresAt: number }>();

  constructor(private readonly model: string) {}

  async upsert(id: string, payload: Payload, expiresInSeconds: number): Promise<void> {
    const now = Date.now();
    for (const [key, { expiresAt }] of SingleUseStore.entries) {
      if (expiresAt <= now) SingleUseStore.entries.delete(key);
    }
    SingleUseStore.entries.set(`${this.model} ${id}`, { payload, expiresAt: now + expiresInSeconds * 1000 });
  }

  async find(id: string): Promise<Payload | undefined> {
    return SingleUseStore.entries.get(`${this.model} ${id}`)?.payload;
  }

  async destroy(id: string): Promise<void> {
    SingleUseStore.entries.delete(`${this.model} ${id}`);
  }
}
