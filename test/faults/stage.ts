import { setTimeout as sleep } from 'node:timers/promises';
import type { Mark } from '../e2e/support/leak-scan.js';
import { nationsNow, sandbox } from '../e2e/support/sandbox.js';
import { account, type Account } from './accounting/account.js';
import type { DirectionFacts } from './accounting/facts.js';
import { allFacts, databaseFacts, type Direction, refusedRecords } from './direction.js';
import type { Border } from './border.js';
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
  /** the line between the nations, where the run stands in it */
  border: Border | null;
  /** what no other nation may hold in the end, by the nation that withholds it */
  withheld: Map<string, Mark[]>;
}

export interface Outcome {
  accounts: Account[];
  figures: Record<string, number | string>;
  /** what should have been so and was not, beside the accounts */
  failures: string[];
  /** why it was not played */
  skipped?: string;
}

export interface Scenario {
  name: string;
  title: string;
  /** left out, with this as the reason, where the sandbox is not made to be broken so */
  needs?: 'border';
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
    const since = (nation: string) => new Date(nationsNow(sandbox().nations[nation]!) - CLOCKS_MS);
    this.traffic = ways.map(([from]) => new Traffic(from, stage.random.fork()));
    this.#directions = ways.map(([from, to], at) => ({
      from,
      to,
      sent: this.traffic[at]!.sent,
      observer: new Observer(to, from, since(to)),
      since: since(from),
      refusedBefore: refused[at]!,
      destroyed: false,
      meantToBeRefused: new Set(),
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
    for (const traffic of this.traffic) {
      const flowing = traffic.flow(pace, this.#flowing.signal);
      flowing.catch(() => undefined); // told by `end`, which waits for it
      this.#running.push(flowing);
    }
  }

  /** Places and reasons of what was refused of this nation's messages since the beginning. */
  async refused(from: string): Promise<string[]> {
    const { to, refusedBefore } = this.#wayOf(from);
    return [...(await refusedRecords(from, to))].filter((place) => !refusedBefore.has(place));
  }

  /** What was refused of this nation's so far was meant to be, and is no finding. */
  async meantToBeRefused(from: string): Promise<void> {
    const way = this.#wayOf(from);
    way.meantToBeRefused = new Set(await this.refused(from));
  }

  /** Records of this nation were destroyed on their way; what replaces them is enough. */
  destroyed(from: string): void {
    this.#wayOf(from).destroyed = true;
  }

  /**
   * Stops the traffic, waits until nothing is missing any more or patience ends, and accounts for everything, by all facts
   * there are or by those that are had quickly.
   */
  async end(factsOf: (direction: Direction) => Promise<DirectionFacts> = allFacts): Promise<Account[]> {
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
      accounts.push(account(await factsOf(direction)));
    }
    return accounts;
  }

  #wayOf(from: string): Direction {
    return this.#directions.find((direction) => direction.from === from)!;
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
