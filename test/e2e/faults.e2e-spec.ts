import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  eventually,
  Machine,
  type NationEntry,
  nationCodes,
  type ProcessEntry,
  sandbox,
} from './support/sandbox.js';
import { type Expected, streamOfAlerts } from './support/stream-of-alerts.js';
import { query, recordsOf } from './support/surfaces.js';

const codes = nationCodes();
const [first, second] = codes;
const entryOf = (nation: string): NationEntry => sandbox().nations[nation]!;

const SERVICES: [name: string, role?: string][] = [
  ['national-node'],
  ['bridge', 'enforce'],
  ['bridge', 'carry'],
  ['duty-desk'],
  ['auditor'],
  ['openid'],
];
const PACE_MS = 1_000;
const ALERTS_EACH_WAY = 30;

const find = (nation: string, name: string, role?: string): ProcessEntry =>
  sandbox().processes.find(
    (each) => each.nation === nation && each.name === name && (!role || each.role === role),
  )!;

/** kill -9, and until the launcher names its successor. */
async function kill(nation: string, name: string, role?: string): Promise<void> {
  const { pid } = find(nation, name, role);
  process.kill(pid, 'SIGKILL');
  await eventually(async () => find(nation, name, role).pid !== pid, `${nation} ${name} again`);
}

/** The link is cut: carry stands still, as behind a dead line, and goes on where it was. */
async function cutLink(nation: string, milliseconds: number): Promise<void> {
  const { pid } = find(nation, 'bridge', 'carry');
  process.kill(pid, 'SIGSTOP');
  try {
    await sleep(milliseconds);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** In the middle of the stream, so that there is always something under way. */
async function everythingDies(): Promise<void> {
  const serversDie = [
    () => kill(first, 'kafka'),
    () => kill(second, 'postgres'),
    () => cutLink(first, 4 * PACE_MS),
    () => kill(second, 'kafka'),
    () => kill(first, 'postgres'),
  ];
  for (const [at, [name, role]] of SERVICES.entries()) {
    for (const nation of codes) await kill(nation, name, role);
    await serversDie[at]?.();
    await sleep(PACE_MS);
  }
}

const quarantined = async (nation: string): Promise<number> =>
  (await recordsOf(entryOf(nation), (topic) => topic.includes('.quarantine.'))).length;

const sent = new Map<string, Expected[]>();
const quarantinedBefore = new Map<string, number>();

beforeAll(async () => {
  for (const nation of codes) quarantinedBefore.set(nation, await quarantined(nation));
  const streams = codes.map(async (nation) => {
    sent.set(nation, await streamOfAlerts(new Machine(nation, 'system'), ALERTS_EACH_WAY, PACE_MS));
  });
  await Promise.all([...streams, everythingDies()]);
});

afterAll(async () => {
  const { processes } = sandbox();
  for (const { pid } of processes) process.kill(pid, 'SIGCONT');
});

describe.each([
  [first, second],
  [second, first],
])('what %s sent to %s while every process died', (from, to) => {
  const ids = () => sent.get(from)!.map(({ alertId }) => alertId);
  const held = () =>
    query<{ alertId: string; own: string; version: number; state: string }>(
      entryOf(to),
      'passerelle',
      `select origin_jti as "alertId", alert_id as own, version, state from national_node.alert
       where origin = $1 and origin_jti = any($2)`,
      [from, ids()],
    );

  it('is held there once, in its last version, or withdrawn', async () => {
    const expected = new Map(sent.get(from)!.map((alert) => [alert.alertId, alert]));
    const missing = async () => {
      const there = new Map((await held()).map((copy) => [copy.alertId, copy]));
      return [...expected.values()].filter(({ alertId, version, state }) => {
        const copy = there.get(alertId);
        return copy?.state !== state || (state === 'active' && copy.version !== version);
      });
    };
    await eventually(async () => (await missing()).length === 0, 'all there').catch(async () =>
      expect(await missing()).toEqual([]),
    );
    expect(await held()).toHaveLength(ALERTS_EACH_WAY);
  });

  it('was archived there message by message, each once', async () => {
    const messages = (entry: NationEntry, direction: string) =>
      query(
        entry,
        'passerelle',
        `select jti, ver, act, digest from national_node.message
         where direction = $1 and jti = any($2) order by jti, ver`,
        [direction, ids()],
      );
    const ours = await messages(entryOf(from), 'out');
    await eventually(
      async () => (await messages(entryOf(to), 'in')).length === ours.length,
      'all messages',
    ).catch(() => {});
    expect(await messages(entryOf(to), 'in')).toEqual(ours);
  });

  it('was notified once for every reason and version', async () => {
    const copies = await held();
    const told = () =>
      query<{ alertId: string; reason: string; version: number }>(
        entryOf(to),
        'passerelle',
        `select n.origin_alert_id as "alertId", e.kind as reason, e.version
         from duty_desk.desk_event e join duty_desk.notification n using (notification_id)
         where n.origin_alert_id = any($1) and e.kind in ('new', 'updated', 'withdrawn') order by e.seq`,
        [ids()],
      );
    const lastTold = async () => {
      const last = new Map((await told()).map((event) => [event.alertId, event]));
      return copies.filter(({ alertId, state, version }) => {
        const event = last.get(alertId);
        return state === 'withdrawn' ? event?.reason !== 'withdrawn' : event?.version !== version;
      });
    };
    await eventually(async () => (await lastTold()).length === 0, 'all told').catch(async () =>
      expect(await lastTold()).toEqual([]),
    );
    const events = (await told()).map((event) => JSON.stringify(event));
    expect(events.filter((event, at) => events.indexOf(event) !== at)).toEqual([]);
    const first = (await told()).filter(({ reason }) => reason === 'new');
    expect(new Set(first.map(({ alertId }) => alertId)).size).toBe(first.length);
  });

  it('was receipted version by version, each once', async () => {
    const receipts = () =>
      query<{ jti: string; ver: number; kind: string; count: number }>(
        entryOf(from),
        'passerelle',
        `select jti, ver, kind, count(*)::int from national_node.receipt
         where jti = any($1) and by_nation = $2 group by 1, 2, 3`,
        [ids(), to],
      );
    const unanswered = async () => {
      const given = await receipts();
      const answers = (jti: string, kinds: string[]) =>
        given.filter((receipt) => receipt.jti === jti && kinds.includes(receipt.kind));
      return sent.get(from)!.filter(({ alertId, version, state }) => {
        const versions = new Set(answers(alertId, ['delivered', 'superseded']).map(({ ver }) => ver));
        const all = Array.from({ length: version }, (_, at) => at + 1).every((ver) => versions.has(ver));
        return !all || (state === 'withdrawn' && answers(alertId, ['erased']).length === 0);
      });
    };
    await eventually(async () => (await unanswered()).length === 0, 'all receipts').catch(async () =>
      expect(await unanswered()).toEqual([]),
    );
    expect((await receipts()).filter(({ count }) => count > 1)).toEqual([]);
  });

  it('is told alike by both histories', async () => {
    const history = (nation: string, kind: string) =>
      query<{ told: string }>(
        entryOf(nation),
        'passerelle',
        `select distinct concat(jti, ' ', version, ' ', digest) as told from auditor.history_event
         where kind = $1 and jti = any($2) order by 1`,
        [kind, ids()],
      ).then((rows) => rows.map(({ told }) => told));
    const agree = async () =>
      JSON.stringify(await history(from, 'released')) === JSON.stringify(await history(to, 'received'));
    await eventually(agree, 'histories that agree').catch(() => {});
    expect(await history(to, 'received')).toEqual(await history(from, 'released'));
    expect((await history(from, 'released')).length).toBeGreaterThanOrEqual(ALERTS_EACH_WAY);
  });

  it('left nothing in quarantine', async () => {
    expect(await quarantined(to)).toBe(quarantinedBefore.get(to));
  });
});
