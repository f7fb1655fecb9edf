import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { alertOf, type Marks, marks } from '../e2e/support/alerts.js';
import type { Mark } from '../e2e/support/leak-scan.js';
import { type Answer, Machine } from '../e2e/support/sandbox.js';
import type { SentAlert } from './accounting/facts.js';
import type { Seeded } from './seeded.js';

/** What one nation's system did, and so what must be abroad in the end. */
export interface Sent {
  from: string;
  alerts: SentAlert[];
  /** accepted, and never to cross */
  kept: string[];
  /** what none of these alerts may show abroad */
  withheld: Mark[];
}

/** A stolen vehicle crosses without these; with handling H3 nothing does (the demonstration agreement). */
type Withheld = Pick<Marks, 'phone' | 'reference' | 'narrative' | 'sourceNote' | 'marks'>;

/** One alert's life, drawn before it begins. */
interface Life {
  urgency: 'urgent' | 'routine';
  /** urgencies of the updates that follow */
  updates: ('urgent' | 'routine')[];
  withdrawn: boolean;
  crosses: boolean;
  /** left out, in a month */
  expiresAt?: Date;
}

interface Burst {
  atATime?: number;
  expiresAt?: Date;
}

/** A service that is being started again answers nothing for a while; nobody gives up before this. */
const PATIENCE_MS = 600_000;
const AGAIN_MS = { least: 250, most: 5_000 };
/** Of one nation; more would only queue at its door while it is down. */
const LIVES_AT_A_TIME = 24;

/** A national system that insists: it repeats whatever it is not told the end of, as every importer must. */
export class Traffic {
  readonly sent: Sent;
  readonly #system: Machine;
  /** The same in every alert, so that ten thousand are searched for as fast as one. */
  readonly #withheld: Withheld;

  constructor(
    readonly from: string,
    private readonly random: Seeded,
  ) {
    this.#system = new Machine(from, 'system');
    const { phone, reference, narrative, sourceNote, marks: distinguishing } = marks();
    this.#withheld = { phone, reference, narrative, sourceNote, marks: distinguishing };
    const withheld = Object.entries(this.#withheld).map(([of, value]) => ({ of, value }));
    this.sent = { from, alerts: [], kept: [], withheld };
  }

  /** Issues, updates and withdraws alerts, one every `pace` milliseconds, until told to stop; then ends what it began. */
  async flow(pace: number, signal: AbortSignal): Promise<void> {
    const lives = new Set<Promise<unknown>>();
    while (!signal.aborted) {
      const life = this.live(this.draw(), pace).finally(() => lives.delete(life));
      lives.add(life);
      await sleep(pace);
      if (lives.size >= LIVES_AT_A_TIME) await Promise.race(lives);
    }
    await Promise.all(lives);
  }

  /** As many alerts of one urgency as asked for, some at a time, without updates; gives them. */
  async burst(
    count: number,
    urgency: Life['urgency'],
    { atATime = 16, expiresAt }: Burst = {},
  ): Promise<SentAlert[]> {
    const sent: SentAlert[] = [];
    let begun = 0;
    const line = async (): Promise<void> => {
      while (begun < count) {
        begun += 1;
        const life: Life = {
          urgency,
          updates: [],
          withdrawn: false,
          crosses: true,
          ...(expiresAt && { expiresAt }),
        };
        sent.push(await this.live(life, 0));
      }
    };
    await Promise.all(Array.from({ length: Math.min(atATime, count) }, line));
    return sent;
  }

  draw(): Life {
    const { random } = this;
    const urgency = () => (random.chance(0.5) ? 'urgent' : 'routine');
    return {
      urgency: urgency(),
      updates: Array.from({ length: random.between(0, 3) }, urgency),
      withdrawn: random.chance(0.2),
      crosses: random.chance(0.9),
    };
  }

  async live({ urgency, updates, withdrawn, crosses, expiresAt }: Life, pace: number): Promise<SentAlert> {
    const first = this.#document(urgency, crosses, expiresAt);
    const key = randomUUID();
    const { body } = await insist(() => this.#system.issue(first, key), [201]);
    const alert: SentAlert = { alertId: body.alertId, version: 1, state: 'active' };
    if (crosses) this.sent.alerts.push(alert);
    else this.sent.kept.push(alert.alertId);
    for (const next of updates) {
      await sleep(pace);
      const document = this.#document(next, crosses, expiresAt);
      // 412 where the answer to the first try was lost: the version is ours.
      await insist(() => this.#system.update(alert.alertId, alert.version, document), [200, 412]);
      alert.version += 1;
    }
    if (!withdrawn) return alert;
    await sleep(pace);
    await insist(() => this.#system.withdraw(alert.alertId), [200]);
    alert.version += 1;
    alert.state = 'withdrawn';
    return alert;
  }

  #document(urgency: Life['urgency'], crosses: boolean, expiresAt?: Date): object {
    const change = {
      urgency,
      ...(!crosses && { handling: 'H3' }),
      ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    };
    return alertOf('STOLEN-VEHICLE', change, { ...marks(), ...this.#withheld });
  }
}

async function insist<T extends Answer>(ask: () => Promise<T>, accepts: readonly number[]): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let pause = AGAIN_MS.least; ; pause = Math.min(pause * 1.5, AGAIN_MS.most)) {
    const answer = await ask().catch((error: unknown) => error);
    if (!(answer instanceof Error)) {
      const { status, body } = answer as T;
      if (accepts.includes(status)) return answer as T;
      // 401: the provider's keys could not be asked for just then.
      if (status < 500 && status !== 401) throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
    }
    if (Date.now() > deadline) throw new Error('the service was away for too long', { cause: answer });
    await sleep(pause);
  }
}
