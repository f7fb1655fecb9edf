import { setTimeout as sleep } from 'node:timers/promises';
import type { Mark } from '../e2e/support/leak-scan.js';
import { account, type Account } from './accounting/account.js';
import { allFacts, databaseFacts, type Direction, refusedRecords } from './direction.js';
import { Observer } from './observer.js';
import type { Seeded } from './seeded.js';
import { Traffic } from './traffic.js';

/** What a scenario is given. */
export interface Stage {
  nations: readonly [string, string];
  random: Seeded;
  /** how many kills the run asks for */
  kills: number;
  /** how many messages it lets queue */
  backlog: number;
  say: (line: string) => void;
  /** what no other nation may hold in the end, by the nation that withholds it */
  withheld: Map<string, Mark[]>;
}

export interface Outcome {
  accounts: Account[];
  figures: Record<string, number | string>;
  /** what should have been so and was not, beside the accounts */
  failures: string[];
}

export interface Scenario {
  name: string;
  title: string;
  play: (stage: Stage) => Promise<Outcome>;
}

/** Rows get their time from the services; two of them never differ by this much on one machine. */
const CLOCKS_MS = 1_000;
const LOOK_EVERY_MS = 1_500;
const QUIET_LIMIT_MS = 300_000;
const ASK_AGAIN_MS = 2_000;

/** Both nations' systems at work, both watched; ends with the accounting of exactly what they did. */
export class Exchange {
  readonly traffic: readonly Traffic[];
  readonly #directions: readonly Direction[];
  readonly #observing = new AbortController();
  readonly #flowing = new AbortController();
  readonly #running: Promise<void>[] = [];

  private constructor(
    private readonly stage: Stage,
    refused: readonly ReadonlySet<string>[],
  ) {
    const [first, second] = stage.nations;
    const ways = [
      [first, second],
      [second, first],
    ] as const;
    const since = new Date(Date.now() - CLOCKS_MS);
    this.traffic = ways.map(([from]) => new Traffic(from, stage.random.fork()));
    this.#directions = ways.map(([from, to], at) => ({
      from,
      to,
      sent: this.traffic[at]!.sent,
      observer: new Observer(to, from, since),
      since,
      refusedBefore: refused[at]!,
    }));
    for (const { observer } of this.#directions)
      this.#running.push(observer!.watch(LOOK_EVERY_MS, this.#observing.signal));
  }

  static async begin(stage: Stage): Promise<Exchange> {
    const [first, second] = stage.nations;
    await sleep(CLOCKS_MS);
    return new Exchange(stage, [await refusedRecords(first, second), await refusedRecords(second, first)]);
  }

  /** Lets alerts flow both ways until `end`. */
  flow(pace: number): void {
    for (const traffic of this.traffic) this.#running.push(traffic.flow(pace, this.#flowing.signal));
  }

  /** Stops the traffic, waits until nothing is missing any more or patience ends, and accounts for everything. */
  async end(): Promise<Account[]> {
    this.#flowing.abort();
    const flowing = this.#running.splice(this.#directions.length);
    await Promise.all(flowing);
    this.stage.say('the systems are silent; waiting until nothing is missing …');
    this.stage.say(`${await this.#quiet()} missing; accounting …`);
    this.#observing.abort();
    await Promise.all(this.#running);
    const accounts: Account[] = [];
    for (const direction of this.#directions) {
      const { from, sent } = direction;
      this.stage.withheld.set(from, [...(this.stage.withheld.get(from) ?? []), ...sent.withheld]);
      accounts.push(account(await allFacts(direction)));
    }
    return accounts;
  }

  /** How much is still missing when patience ends, of all that has to arrive. */
  async #quiet(): Promise<number | string> {
    const deadline = Date.now() + QUIET_LIMIT_MS;
    let left: number | string = 'unknown';
    while (Date.now() < deadline) {
      const facts = await Promise.all(this.#directions.map(databaseFacts)).catch(() => null);
      const missing = facts?.flatMap((each) =>
        account(each).findings.filter(({ wrong }) => wrong === 'lost'),
      );
      left = missing?.length ?? left;
      if (left === 0) break;
      await sleep(ASK_AGAIN_MS);
    }
    return left;
  }
}
