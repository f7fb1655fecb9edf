import { setTimeout as sleep } from 'node:timers/promises';
import { passctl } from '../../e2e/support/passctl.js';
import { eventually, sandbox } from '../../e2e/support/sandbox.js';
import { query } from '../../e2e/support/surfaces.js';
import { alarmsAt } from '../alarms.js';
import { offsetOf, setClock } from '../clocks.js';
import { Exchange, type Scenario, type Stage } from '../stage.js';
import type { Traffic } from '../traffic.js';

const MINUTE = 60_000;
/** The clocks of two nations may differ by five minutes. */
const TOLERATED = 4 * MINUTE;
const TOO_MUCH = 10 * MINUTE;
const PACE_MS = 2_500;
const BURST = 15;
const PATIENCE_MS = 300_000;
/** Looks in a row that find nothing new: a record is under way for less than all of them. */
const QUIET_LOOKS = 3;
const BETWEEN_LOOKS_MS = 3_000;
/** Signed ahead; or signed in time and released ahead. */
const REASONS = ['PSR_NOT_YET_VALID', 'PSR_RELEASE_TIME'];

export const skew: Scenario = {
  name: 'skew',
  title: 'one nation’s clock is ten minutes ahead of the other’s, then ten behind; then both are right',
  needs: 'border', // a sandbox of its own: no other has clocks that move
  async play(stage) {
    const { nations, say } = stage;
    const [first, second] = stage.random.chance(0.5) ? nations : ([nations[1], nations[0]] as const);
    const exchange = await Exchange.begin(stage);
    const course = new Course(stage, exchange);
    const right = Object.fromEntries(nations.map((nation) => [nation, offsetOf(nation)]));
    const set = (nation: string, by: number) => setClock(nation, right[nation]! + by);
    exchange.flow(PACE_MS);

    say(`${first} is ${TOLERATED / MINUTE} minutes ahead, which is tolerated`);
    await set(first, TOLERATED);
    await Promise.all(nations.map((nation) => course.crosses(nation)));
    for (const nation of nations)
      course.require((await exchange.refused(nation)).length === 0, 'refused within the tolerance');

    say(`${first} is ten minutes ahead`);
    await set(first, TOO_MUCH);
    await course.ahead(first, second);
    say(`${second} sets its clock right`);
    await set(second, TOO_MUCH);
    const ahead = await course.readmitAll();

    say(`${first} is ten minutes behind`);
    await set(first, 0);
    await course.ahead(second, first);
    say(`${first} sets its clock right`);
    await set(first, TOO_MUCH);
    const behind = await course.readmitAll();

    for (const nation of nations) await exchange.meantToBeRefused(nation);
    return {
      accounts: await exchange.end(),
      figures: {
        'refused while ahead': ahead,
        'refused while behind': behind,
        readmitted: course.readmitted,
      },
      failures: course.failures,
    };
  },
};

class Course {
  readonly failures: string[] = [];
  readmitted = 0;
  readonly #knownBefore = new Set<string>();

  constructor(
    private readonly stage: Stage,
    private readonly exchange: Exchange,
  ) {}

  require(holds: boolean, otherwise: string): void {
    if (!holds) this.failures.push(otherwise);
  }

  /** Some alerts of this nation arrive, as they always do. */
  async crosses(from: string): Promise<void> {
    const ids = await this.#send(from);
    await eventually(async () => (await this.#arrived(from, ids)) === ids.length, 'all arrive', PATIENCE_MS);
  }

  /** What this nation signs ahead is refused there, all of it, and is told; the other's still arrives. */
  async ahead(from: string, to: string): Promise<void> {
    const before = (await this.exchange.refused(from)).length;
    const ids = await this.#send(from);
    await eventually(
      async () => (await this.exchange.refused(from)).length >= before + ids.length,
      `what ${from} signed ahead is refused`,
      PATIENCE_MS,
    );
    await this.crosses(to);
    this.require((await this.#arrived(from, ids)) === 0, `${to} admitted what ${from} signed ahead`);
    await eventually(
      async () => (await alarmsAt(to, from)).includes('silent'),
      `${to} is alarmed that it hears nothing of ${from}`,
      PATIENCE_MS,
    );
  }

  /**
   * Operators of both nations readmit, by what it was refused for, until nothing that was refused is on its way to
   * quarantine any more. Gives how many were refused since last time.
   */
  async readmitAll(): Promise<number> {
    let all = 0;
    for (let looks = 0; looks < QUIET_LOOKS; looks += 1) {
      await eventually(() => this.#isSettled(), 'what was refused is in quarantine', PATIENCE_MS);
      let found = 0;
      for (const from of this.stage.nations) found += await this.#readmit(from);
      if (found > 0) looks = -1;
      all += found;
      await sleep(BETWEEN_LOOKS_MS);
    }
    return all;
  }

  async #readmit(from: string): Promise<number> {
    const refused = (await this.exchange.refused(from)).filter((place) => !this.#knownBefore.has(place));
    const oldest = new Map<string, bigint>();
    for (const place of refused) {
      this.#knownBefore.add(place);
      const [topic, partition, offset, reason] = place.split(' ') as [string, string, string, string];
      this.require(REASONS.includes(reason), `refused: ${place}`);
      const [all, at] = [[topic, partition, reason].join(' '), BigInt(offset)];
      if (at <= (oldest.get(all) ?? at)) oldest.set(all, at);
    }
    this.stage.say(`${refused.length} of ${from} are readmitted`);
    for (const [all, at] of oldest) {
      const [topic, partition, reason] = all.split(' ') as [string, string, string];
      // What waited at its own bridge when the clock went back is refused there, at home.
      const nation = this.stage.nations.find((each) => topic.startsWith(`${each.toLowerCase()}.`))!;
      const place = ['--nation', nation, '--topic', topic, '--partition', partition];
      const which = ['--reason', reason, '--from', String(at)];
      const said = await passctl(nation, ['quarantine', 'readmit', ...place, ...which]);
      this.readmitted += Number(/: (\d+) for /.exec(said)?.[1]);
    }
    return refused.length;
  }

  /** Neither nation's node has anything left to write to quarantine but the row that its link keeps. */
  async #isSettled(): Promise<boolean> {
    const sql = `select 1 from national_node.outbox where destination like '%.quarantine.%' group by destination
                 having count(*) > 1`;
    const waiting = await Promise.all(
      this.stage.nations.map((nation) => query(sandbox().nations[nation]!, 'passerelle', sql)),
    );
    return waiting.every((rows) => rows.length === 0);
  }

  async #send(from: string): Promise<string[]> {
    const traffic: Traffic = this.exchange.traffic.find((each) => each.from === from)!;
    const known = new Set(traffic.sent.alerts.map(({ alertId }) => alertId));
    await traffic.burst(BURST, 'urgent');
    return traffic.sent.alerts.map(({ alertId }) => alertId).filter((id) => !known.has(id));
  }

  async #arrived(from: string, ids: readonly string[]): Promise<number> {
    const to = this.stage.nations.find((nation) => nation !== from)!;
    const sql = `select 1 from national_node.alert where origin = $1 and origin_jti = any($2)`;
    return (await query(sandbox().nations[to]!, 'passerelle', sql, [from, ids])).length;
  }
}
