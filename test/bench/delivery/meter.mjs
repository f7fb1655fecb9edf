/** How fast records arrive in a topic, and what the processes that bring them cost meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import { kafka } from './built.mjs';
import { cpu, resident, written } from './process.mjs';

const POLL = 50;
/** The middle counts: neither the start of a process nor its last, smaller transactions. */
const [FROM, TO] = [0.2, 0.95];
const PATIENCE = 600_000;

/**
 * Watches until `count` records and the markers between them stand in the topic.
 *
 * @returns messages a second, microseconds of processor time a message, peak resident megabytes, bytes written
 */
export async function watch(stage, server, topic, count, pids) {
  const admin = stage.client(server).admin();
  await admin.connect();
  const samples = [];
  try {
    const deadline = Date.now() + PATIENCE;
    for (let still = 0; still < 10 || samples.at(-1).records < count;) {
      if (Date.now() > deadline) throw new Error(`${topic} holds ${samples.at(-1)?.records} of ${count}`);
      const records = await endOf(admin, topic);
      still = records > 0 && records === samples.at(-1)?.records ? still + 1 : 0;
      samples.push({
        at: performance.now(),
        records,
        cpu: sum(pids.map(cpu)),
        written: sum(pids.map(written)),
        resident: Math.max(...pids.map(resident)),
      });
      await pause(POLL);
    }
  } finally {
    await admin.disconnect();
  }
  return summary(samples, count);
}

function summary(samples, count) {
  const end = samples.at(-1).records;
  const [first, last] = [FROM, TO].map((share) => samples.find(({ records }) => records >= end * share));
  const messages = ((last.records - first.records) / end) * count;
  return {
    rate: messages / ((last.at - first.at) / 1000),
    cpu: (last.cpu - first.cpu) / messages,
    bytes: (last.written - first.written) / messages,
    resident: Math.max(...samples.map((sample) => sample.resident)),
  };
}

/** Of all partitions together; 0 while nobody has made the topic. */
async function endOf(admin, topic) {
  try {
    return sum((await admin.fetchTopicOffsets(topic)).map(({ high }) => Number(high)));
  } catch {
    return 0;
  }
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

/**
 * Reads what is committed and compares it, partition by partition, with the keys that were sent.
 *
 * @throws Error when a record is missing, doubled or out of order: that is a bug, not a figure
 */
export async function checkTotalsAndOrder(stage, server, topic, sent) {
  for (const [partition, keys] of sent.entries()) {
    const reader = await kafka.PartitionReader.open(stage.client(server), [topic], partition);
    try {
      const { low, high } = await reader.bounds(topic);
      const found = [];
      for (let next = low; next < high;) {
        const fetched = (await reader.fetch(new Map([[topic, next]]), 100)).get(topic);
        found.push(...fetched.records.map(({ key }) => key));
        next = fetched.next;
      }
      const wrong = keys.findIndex((key, index) => found[index] !== key);
      if (found.length !== keys.length || wrong >= 0)
        throw new Error(
          `${topic}/${partition}: ${found.length} of ${keys.length}, first difference at ${wrong}`,
        );
    } finally {
      await reader.close();
    }
  }
}
