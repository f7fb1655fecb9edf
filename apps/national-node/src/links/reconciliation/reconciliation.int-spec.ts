import { postgresForTests, FakeClock, type TestPostgres } from '@passerelle/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { digest } from '@passerelle/credential';
import { type ControlClaims, type ExchangedEntry, parseControlClaims } from '@passerelle/exchange-model';
import {
  createDataSource,
  LinkRepository,
  provisionDatabases,
  ReconciliationRepository,
  runMigrations,
  withTransaction,
} from '@passerelle/persistence';
import { JsonLogger, Metrics } from '@passerelle/runtime';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { LinkAlarms } from '../link-alarms.js';
import { LinkStates } from '../link-states.js';
import { DriftRepair } from './drift-repair.js';
import type { ExchangedRecords, RangeReader } from './exchanged-records.js';
import { rangeDigestOf } from './range-digest.js';
import { ReconciliationAnswers } from './reconciliation-answers.js';
import { Reconciliations } from './reconciliations.js';
import { MOST_ATTEMPTS, type Search } from './search.js';

/** Real servers on a shared machine: generous, so that only a hang fails. */
jest.setTimeout(120_000);

const NOW = new Date('2031-03-12T08:00:00Z');
const placeOf = (jti: string): string => createHash('sha256').update(jti).digest('hex');
const message = (jti: string = randomUUID(), ver = 1): ExchangedEntry => ({
  jti,
  ver,
  dig: digest(`${jti} ${ver}`),
});

/** What one nation holds, in memory; a test makes its pages fail. */
class Holdings implements ExchangedRecords {
  readonly subject = 'alert';
  readonly held = new Map<string, ExchangedEntry>();
  readonly pending = new Set<string>();
  readonly resent: ExchangedEntry[] = [];
  readings = 0;
  failing: (prefix: string) => boolean = () => false;
  /** Where what is sent again arrives. */
  arrives: (entry: ExchangedEntry) => void = () => undefined;
  readonly #reader: RangeReader = {
    digest: (_, __, prefix) =>
      this.#read(prefix, (entries) => ({ count: entries.length, dig: rangeDigestOf(prefix, entries) })),
    entries: (_, __, prefix) => this.#read(prefix, (entries) => entries),
  };
  readonly released = this.#reader;
  readonly stored = this.#reader;

  put(...entries: ExchangedEntry[]): void {
    for (const entry of entries) this.held.set(entry.jti, entry);
  }

  #read<T>(prefix: string, of: (entries: ExchangedEntry[]) => T): Promise<T> {
    this.readings += 1;
    if (this.failing(prefix)) return Promise.reject(new Error('the page can not be read'));
    const entries = [...this.held.values()].filter(({ jti }) => placeOf(jti).startsWith(prefix));
    return Promise.resolve(of(entries.sort((a, b) => (a.jti < b.jti ? -1 : 1))));
  }

  mayHold(_: string, { dig }: ExchangedEntry): Promise<boolean> {
    return Promise.resolve(this.pending.has(dig));
  }

  resend(
    _: EntityManager,
    __: string,
    entries: readonly ExchangedEntry[],
  ): Promise<readonly ExchangedEntry[]> {
    this.resent.push(...entries);
    for (const entry of entries) this.arrives(entry);
    return Promise.resolve(entries);
  }

  resendUnanswered(): Promise<number> {
    return Promise.resolve(0);
  }
}

/** One nation's side of reconciliations, on a database of its own; what it says waits in `said`. */
class Side {
  readonly holdings = new Holdings();
  readonly said: ControlClaims[] = [];
  readonly evidence: Record<string, unknown>[] = [];
  readonly reconciliations: ReconciliationRepository;
  readonly links: LinkRepository;
  readonly own: Reconciliations;
  readonly answers: ReconciliationAnswers;

  constructor(
    readonly nation: string,
    readonly partner: string,
    readonly database: DataSource,
    readonly clock: FakeClock,
  ) {
    this.reconciliations = new ReconciliationRepository(database);
    this.links = new LinkRepository(database);
    const states = new LinkStates(this.links);
    const records = {
      evidence: (_: EntityManager, kind: string, facts: object) =>
        Promise.resolve(void this.evidence.push({ kind, ...facts })),
    };
    const control = {
      send: (_: EntityManager, __: string, body: object) => {
        const claims = { iss: nation, jti: randomUUID(), iat: 1, agr: 'agreement', ...body };
        this.said.push(parseControlClaims(JSON.parse(JSON.stringify(claims))));
        return Promise.resolve(true);
      },
    };
    const logger = new JsonLogger({ service: 'test', write: () => undefined });
    const alarms = new LinkAlarms(this.links, records as never, clock, logger, new Metrics());
    this.own = new Reconciliations(
      [this.holdings],
      this.reconciliations,
      this.links,
      states,
      alarms,
      { ofPartner: () => ({ partner, governing: () => null }) } as never,
      control as never,
      records as never,
      new DriftRepair(this.reconciliations, records as never, clock, logger),
      clock,
      { uuid: randomUUID },
      logger,
    );
    this.answers = new ReconciliationAnswers(
      [this.holdings],
      this.reconciliations,
      this.own,
      this.links,
      control as never,
      records as never,
      clock,
      logger,
    );
  }

  within<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return withTransaction(this.database, work);
  }

  hear(claims: ControlClaims): Promise<void> {
    return this.within(async (manager) => {
      const statement = `${claims.iss} ${claims.jti}`;
      if (claims.ctl === 'reconciliation.digest')
        await this.answers.asked(manager, this.partner, claims, statement);
      if (claims.ctl === 'reconciliation.answer')
        await this.own.answered(manager, this.partner, claims, statement);
    });
  }

  /** What the schedule does once the time has come. */
  async patienceEnds(): Promise<void> {
    this.clock.advance(700_000);
    await this.within(async (manager) => {
      const due = await this.reconciliations.lockDue<Search>(manager, this.clock.now());
      if (due?.direction === 'out') await this.own.due(manager, due);
      else if (due) await this.answers.due(manager, due);
    });
  }
}

describe('a reconciliation', () => {
  let server: TestPostgres;
  let databases: DataSource[];
  let origin: Side;
  let receiver: Side;

  beforeAll(async () => {
    server = await postgresForTests();
    databases = [];
    for (const _ of ['XA', 'XB']) {
      const suffix = randomBytes(4).toString('hex');
      const urls = await provisionDatabases({
        adminUrl: server.url,
        passwordOf: () => 'invented',
        databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
      });
      await runMigrations('national-node', urls['national-node'].ownerUrl);
      databases.push(await createDataSource('national-node', urls['national-node'].url).initialize());
    }
  }, 120_000);
  afterAll(async () => {
    for (const database of databases) await database.destroy();
    await server?.stop();
  });
  beforeEach(async () => {
    const clock = new FakeClock(NOW);
    // A pair of partners of its own for each test.
    const [a, b] = [`A${randomBytes(3).toString('hex')}`, `B${randomBytes(3).toString('hex')}`];
    await databases[0]!.query(`update reconciliation set state = 'failed' where state = 'running'`);
    await databases[1]!.query(`update reconciliation set state = 'failed' where state = 'running'`);
    origin = new Side('XA', b, databases[0]!, clock);
    receiver = new Side('XB', a, databases[1]!, clock);
    origin.holdings.arrives = (entry) => receiver.holdings.put(entry);
  });

  const start = (both = false) => origin.within((manager) => origin.own.start(manager, origin.partner, both));
  /** Delivers what was said, and lets patience end whenever nobody has anything to say, until nothing is running. */
  const untilOver = async (lose: (claims: ControlClaims) => boolean = () => false): Promise<void> => {
    for (let idle = 0; idle <= 2 * MOST_ATTEMPTS;) {
      const [fromOrigin, fromReceiver] = [origin.said.splice(0), receiver.said.splice(0)];
      if (fromOrigin.length + fromReceiver.length === 0) {
        if ((await origin.reconciliations.running(origin.partner)) === null) return;
        idle += 1;
        await origin.patienceEnds();
      } else idle = 0;
      for (const claims of fromOrigin) if (!lose(claims)) await receiver.hear(claims);
      for (const claims of fromReceiver) if (!lose(claims)) await origin.hear(claims);
    }
    throw new Error('it does not end');
  };
  const outcome = async (id: string) => {
    const [here, there] = [await origin.reconciliations.find(id), await receiver.reconciliations.find(id)];
    return { here: here!.state, there: there?.state, drift: await origin.reconciliations.drift(id) };
  };
  const many = (count: number) => Array.from({ length: count }, () => message());

  it('of the same on both sides is complete after one question', async () => {
    const entries = many(50);
    origin.holdings.put(...entries);
    receiver.holdings.put(...entries);
    const id = await start();
    expect(origin.said).toHaveLength(1);
    await untilOver();
    expect(await outcome(id)).toEqual({ here: 'complete', there: 'complete', drift: [] });
    expect(receiver.holdings.readings).toBe(1);
    expect(origin.evidence).toMatchObject([{ kind: 'reconciled', reason: 'complete' }]);
    expect(receiver.evidence).toMatchObject([{ kind: 'reconciled', reason: 'received-complete' }]);
  });

  it('of nothing on both sides is complete', async () => {
    const id = await start();
    await untilOver();
    expect(await outcome(id)).toMatchObject({ here: 'complete', there: 'complete' });
  });

  it('names what was lost among thousands, sends it again, and ends once the other side holds it', async () => {
    const entries = many(5_000);
    origin.holdings.put(...entries);
    receiver.holdings.put(...entries);
    const lost = [entries[17]!, entries[4_321]!];
    for (const { jti } of lost) receiver.holdings.held.delete(jti);
    const older = entries[99]!;
    const newer = message(older.jti, 2);
    origin.holdings.put(newer);
    const id = await start();
    await untilOver();
    const { here, there, drift } = await outcome(id);
    expect([here, there]).toEqual(['complete', 'complete']);
    expect(new Set(drift.map(({ jti, ver }) => `${jti} ${ver}`))).toEqual(
      new Set([...lost, newer].map(({ jti, ver }) => `${jti} ${ver}`)),
    );
    for (const { kind, repairedAt } of drift) expect([kind, repairedAt !== null]).toEqual(['missing', true]);
    expect(origin.holdings.resent).toHaveLength(3);
    expect(origin.evidence.filter(({ kind }) => kind === 'drift')).toHaveLength(3);
    expect([...receiver.holdings.held.values()]).toEqual(expect.arrayContaining([...lost, newer]));
  });

  it('goes down to an empty side range by range and fills it', async () => {
    origin.holdings.put(...many(1_000));
    const id = await start();
    await untilOver();
    expect(await outcome(id)).toMatchObject({ here: 'complete', there: 'complete' });
    expect(receiver.holdings.held).toEqual(origin.holdings.held);
    expect(origin.holdings.resent).toHaveLength(1_000);
  });

  it('is partial while what was sent again does not arrive, and an alarm stands', async () => {
    origin.holdings.arrives = () => undefined;
    origin.holdings.put(message());
    const id = await start();
    await untilOver();
    const { here, there, drift } = await outcome(id);
    expect([here, there]).toEqual(['partial', 'partial']);
    expect(drift).toMatchObject([{ kind: 'missing', repairedAt: null }]);
    expect(origin.holdings.resent).toHaveLength(1);
    expect(await origin.links.alarms(origin.partner)).toMatchObject([{ alarm: 'drift' }]);
  });

  it.each([
    ['the receiver', () => receiver],
    ['the origin', () => origin],
  ])('is partial, never a match, when a page of %s fails', async (_, side) => {
    const entries = many(2_000);
    origin.holdings.put(...entries);
    receiver.holdings.put(...entries);
    receiver.holdings.held.delete(entries[0]!.jti);
    side().holdings.failing = (prefix) => prefix.startsWith('7');
    const id = await start();
    await untilOver();
    const { here, there } = await outcome(id);
    expect([here, there]).toEqual(['partial', 'partial']);
  });

  it('is failed when every page of the receiver fails', async () => {
    receiver.holdings.failing = () => true;
    const id = await start();
    await untilOver();
    expect(await outcome(id)).toMatchObject({ here: 'failed', there: 'failed' });
  });

  it('is failed when nobody answers, and both sides know', async () => {
    origin.holdings.put(message());
    const id = await start();
    await untilOver(({ ctl }) => ctl === 'reconciliation.answer');
    expect(await outcome(id)).toMatchObject({ here: 'failed', there: 'failed', drift: [] });
  });

  it('is failed at the receiver when the end never comes', async () => {
    const id = await start();
    await untilOver((claims) => claims.ctl === 'reconciliation.digest' && claims.end !== undefined);
    await receiver.patienceEnds();
    expect(await outcome(id)).toMatchObject({ here: 'complete', there: 'failed' });
  });

  it('survives that every message comes twice, and late ones after its end', async () => {
    const entries = many(700);
    origin.holdings.put(...entries);
    receiver.holdings.put(...entries.slice(3));
    const id = await start();
    const all: ControlClaims[] = [];
    await untilOver((claims) => {
      all.push(claims);
      return false;
    });
    const before = await outcome(id);
    for (const claims of all) {
      const side = claims.iss === 'XA' ? receiver : origin;
      await side.hear(claims);
      await side.hear(claims);
    }
    expect(await outcome(id)).toEqual(before);
    expect(before).toMatchObject({ here: 'complete', there: 'complete' });
    expect(origin.holdings.resent).toHaveLength(3);
  });

  it('takes an answer twice in the middle for one', async () => {
    const entries = many(700);
    origin.holdings.put(...entries);
    receiver.holdings.put(...entries.slice(3));
    const id = await start();
    for (let round = 0; round < 40; round += 1) {
      for (const claims of origin.said.splice(0)) for (const _ of [1, 2]) await receiver.hear(claims);
      for (const claims of receiver.said.splice(0)) for (const _ of [1, 2]) await origin.hear(claims);
      if (origin.said.length + receiver.said.length === 0) await origin.patienceEnds();
    }
    expect(await outcome(id)).toMatchObject({ here: 'complete', there: 'complete' });
    expect(origin.holdings.resent).toHaveLength(3);
  });

  it('alarms what the receiver holds and we never released, and deletes nothing', async () => {
    const stranger = message();
    receiver.holdings.put(stranger);
    const id = await start();
    await untilOver();
    const { here, drift } = await outcome(id);
    expect(here).toBe('partial');
    expect(drift).toMatchObject([{ jti: stranger.jti, kind: 'unknown', repairedAt: null }]);
    expect(receiver.holdings.held.has(stranger.jti)).toBe(true);
    expect(await origin.links.alarms(origin.partner)).toMatchObject([{ alarm: 'drift' }]);
  });

  it('names another message under the same identity, and sends nothing again', async () => {
    const ours = message();
    origin.holdings.put(ours);
    receiver.holdings.put({ ...ours, dig: digest('another') });
    const id = await start();
    await untilOver();
    expect(await outcome(id)).toMatchObject({ here: 'partial', drift: [{ kind: 'conflicting' }] });
    expect(origin.holdings.resent).toEqual([]);
  });

  it('takes a newer version whose release was not told yet for no drift', async () => {
    const first = message();
    const second = message(first.jti, 2);
    origin.holdings.put(first);
    origin.holdings.pending.add(second.dig);
    receiver.holdings.put(second);
    const id = await start();
    await untilOver();
    expect(await outcome(id)).toEqual({ here: 'complete', there: 'complete', drift: [] });
  });

  it('waits while what was released is still on its way, and compares when it is there', async () => {
    const place = { lane: 'alert.urgent', partition: 0, sequence: '9' };
    await origin.within((manager) => origin.links.released(manager, origin.partner, place));
    const entry = message();
    origin.holdings.put(entry);
    const id = await start();
    const comes = (sequence: number) =>
      receiver.within((manager) =>
        receiver.links.heard(manager, receiver.partner, place, [BigInt(sequence)], NOW),
      );
    for (let sequence = 0; sequence < 9; sequence += 1) {
      for (const claims of origin.said.splice(0)) await receiver.hear(claims);
      const [answer] = receiver.said.splice(0);
      expect(answer).toMatchObject({ ranges: [], behind: 10 - sequence });
      await origin.hear(answer!);
      await comes(sequence);
      await origin.patienceEnds();
    }
    await comes(9);
    receiver.holdings.put(entry);
    await untilOver();
    expect(await outcome(id)).toEqual({ here: 'complete', there: 'complete', drift: [] });
    expect(origin.holdings.resent).toEqual([]);
  });

  it('compares all the same when what is behind does not move: then it is lost, sent again, and its gap closed', async () => {
    const place = { lane: 'alert.urgent', partition: 0, sequence: '2' };
    await origin.within((manager) => origin.links.released(manager, origin.partner, place));
    await receiver.within((manager) => receiver.links.heard(manager, receiver.partner, place, [1n], NOW));
    origin.holdings.put(message());
    const id = await start();
    await untilOver();
    expect(await outcome(id)).toMatchObject({ here: 'complete', there: 'complete' });
    expect(await receiver.links.streams(receiver.partner)).toMatchObject([{ gaps: [] }]);
  });

  it('asks the partner for its own when both directions are wanted, once', async () => {
    await start(true);
    await receiver.hear(origin.said[0]!);
    await receiver.hear(origin.said[0]!);
    const asked = receiver.said.filter(({ ctl }) => ctl === 'reconciliation.digest');
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toHaveProperty('both');
  });

  it('runs once with a partner, however many ask', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => start()));
    expect(new Set(ids).size).toBe(1);
    expect(origin.said).toHaveLength(1);
  });

  it('takes no answer from another partner', async () => {
    const id = await start();
    const [question] = origin.said;
    await receiver.hear(question!);
    const [answer] = receiver.said;
    await origin.within((manager) => origin.own.answered(manager, 'ZZ', answer as never, 'none'));
    expect(await outcome(id)).toMatchObject({ here: 'running' });
  });
});
