/** What a receiving nation does with a backlog: how fast it takes it in, in which order, and in how much memory. */
import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spread } from '../figures.mjs';
import { kafka } from './built.mjs';
import { Nations } from './nations.mjs';
import { resident } from './process.mjs';
import { countShares } from './shares.mjs';

const SIGNATURES = fileURLToPath(new URL('signatures.mjs', import.meta.url));
const POLL = 250;
const PATIENCE = 1_200_000;
const LIMITS = { idle: 150, queued: 200 };

export async function benchAdmission(sandbox, wanted, { quick }, report) {
  const nations = new Nations(sandbox);
  const queued = quick ? 1_500 : 10_000;
  const services = nations.services(nations.receiver);
  const idle = memoryOf(services);
  report(`${queued} alerts for the gate of ${nations.receiver} …`);
  const messages = await nations.delivered(queued);
  const before = signaturesASecond();
  const database = await nations.database(nations.receiver);
  try {
    const shares = countShares(sandbox);
    const samples = await takeIn(nations, database, messages, services);
    const profile = shares();
    const raw = spread([before, signaturesASecond()]);
    const rate = rateOf(samples, queued);
    const ratio = rate / raw.median;
    const peak = Object.fromEntries(
      Object.keys(services).map((name) => [name, Math.max(...samples.map(({ memory }) => memory[name]))]),
    );
    return [
      {
        row: 'admission',
        what: `admission of ${queued} (verify, store, notify), messages/s`,
        ours: spread([rate]),
        beside: { what: 'ES256 signatures verified/s', ...raw },
        ratio,
        goal: '≥ 0.12×',
        met: ratio >= 0.12,
        ...(ratio < 0.12 && { profile, profileOf: 'processor time of both nations, by process' }),
      },
      ...Object.keys(services).flatMap((name) => [
        memoryRow(`${name}, idle`, idle[name], LIMITS.idle),
        memoryRow(`${name}, ${queued} queued`, peak[name], LIMITS.queued),
      ]),
    ].filter(({ row }) => wanted.includes(row));
  } finally {
    await database.end();
  }
}

async function takeIn(nations, database, messages, services) {
  const from = await positionOf(database, nations.inbound);
  const producer = nations.cluster(nations.receiver).producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafka.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const first = new Date();
  for (let index = 0; index < messages.length; index += 150)
    await producer.send({ topic: nations.inbound, acks: -1, messages: messages.slice(index, index + 150) });
  await producer.disconnect();
  const samples = [];
  const deadline = Date.now() + PATIENCE;
  for (let done = 0; done < messages.length;) {
    if (Date.now() > deadline) throw new Error(`${done} of ${messages.length} were taken in`);
    done = Number((await positionOf(database, nations.inbound)) - from);
    samples.push({ at: performance.now(), done, memory: memoryOf(services) });
    await pause(POLL);
  }
  await checkStored(nations, database, messages.length, first);
  return samples;
}

async function positionOf(database, topic) {
  const { rows } = await database.query(
    'select next_offset from national_node.consumer_position where topic = $1 and partition = 0',
    [topic],
  );
  return BigInt(rows[0]?.next_offset ?? 0);
}

/** @throws Error when one is missing or doubled, or was not stored in the order it came */
async function checkStored(nations, database, count, since) {
  const { rows } = await database.query(
    `select count(*) as stored, count(distinct jti) as different
     from national_node.message where iss = $1 and direction = 'in' and at >= $2`,
    [nations.sender, since],
  );
  const { stored, different } = rows[0];
  if (Number(stored) < count || stored !== different)
    throw new Error(`${stored} stored, ${different} different, of ${count}`);
}

function rateOf(samples, count) {
  const [first, last] = [0.1, 0.95].map((share) => samples.find(({ done }) => done >= count * share));
  if (first === last) return (count / (last.at - samples[0].at)) * 1_000;
  return ((last.done - first.done) / (last.at - first.at)) * 1_000;
}

const signaturesASecond = () => Number(execFileSync(process.execPath, [SIGNATURES]));

const memoryOf = (services) =>
  Object.fromEntries(Object.entries(services).map(([name, pid]) => [name, resident(pid)]));

const memoryRow = (what, megabytes, limit) => ({
  row: 'memory',
  what: `resident memory (MB), ${what}`,
  ours: spread([megabytes]),
  beside: null,
  ratio: null,
  goal: `≤ ${limit} MB`,
  met: megabytes <= limit,
});
