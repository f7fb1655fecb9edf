/**
 * How soon another instance goes on where one stands still. Urgent alerts flow, four a second; one of two instances of a
 * service is frozen for longer than its session; the alert that took longest by both nations' own records counts. The
 * node that is frozen is the receiver's: what a sender posts to a frozen one waits for it, and for no successor.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { spread } from '../figures.mjs';
import { issue } from '../machine.mjs';
import { Nations } from './nations.mjs';

const [PACE_MS, BEFORE_MS, FROZEN_MS, AFTER_MS] = [250, 2_000, 14_000, 10_000];
const LIMIT_SECONDS = 10;

export async function benchFailover(sandbox, { quick }, report) {
  const nations = new Nations(sandbox);
  const frozen = [
    ['enforce', nations.sender, 'bridge'],
    ['carry', nations.sender, 'bridge'],
    ['', nations.receiver, 'national-node'],
  ].map(([role, nation, name]) => ({
    what: role || name,
    instances: sandbox.processes.filter(
      (unit) => unit.nation === nation && unit.name === name && (!role || unit.role === role),
    ),
  }));
  if (frozen.some(({ instances }) => instances.length < 2))
    throw new Error('failover needs a sandbox with two instances: npm start -- --instances 2');
  const databases = await Promise.all(
    [nations.sender, nations.receiver].map((nation) => nations.database(nation)),
  );
  const rows = [];
  for (const { what, instances } of frozen) {
    const longest = [];
    for (let run = 0; run < (quick ? 2 : 6); run += 1) {
      report(`${what}, one of ${instances.length} stands still, ${run + 1} of ${quick ? 2 : 6} …`);
      longest.push(await longestWay(sandbox, nations, databases, instances[run % instances.length]));
    }
    rows.push({
      row: 'failover',
      what: `longest way of an alert while one of two stands still: ${what} (s)`,
      ours: spread(longest),
      ratio: null,
      goal: `< ${LIMIT_SECONDS} s`,
      met: Math.max(...longest) < LIMIT_SECONDS,
    });
  }
  await Promise.all(databases.map((database) => database.end()));
  return rows;
}

/** Seconds from the sender's record to the receiver's, of the alert of this run that took longest. */
async function longestWay(sandbox, nations, databases, { pid }) {
  const since = new Date();
  const flowing = new AbortController();
  const flow = (async () => {
    while (!flowing.signal.aborted) {
      void issue(sandbox, nations.sender, `bench-${randomUUID()}`);
      await sleep(PACE_MS);
    }
  })();
  await sleep(BEFORE_MS);
  process.kill(pid, 'SIGSTOP');
  try {
    await sleep(FROZEN_MS);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  flowing.abort();
  await flow;
  await sleep(AFTER_MS);
  const [sent, arrived] = await Promise.all([
    recorded(databases[0], 'out', since),
    recorded(databases[1], 'in', since),
  ]);
  const ways = [...sent].map(([jti, at]) => {
    if (!arrived.has(jti)) throw new Error(`${jti} did not arrive`);
    return (arrived.get(jti) - at) / 1000;
  });
  return Math.max(...ways);
}

async function recorded(database, direction, since) {
  const { rows } = await database.query(
    'select jti, at from national_node.message where direction = $1 and at >= $2',
    [direction, since],
  );
  return new Map(rows.map(({ jti, at }) => [jti, at.getTime()]));
}
