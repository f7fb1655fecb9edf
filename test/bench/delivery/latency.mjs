/**
 * From a post to one nation's API to the event stream of the other's desk, beside a bare chain of as many hops through
 * the same servers: a request, three commits, four Kafka transactions, an event. One at a time, nothing else to do.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { EventStream } from '../event-stream.mjs';
import { percentile, spread } from '../figures.mjs';
import { close, issue } from '../machine.mjs';
import { kafka } from './built.mjs';
import { Nations } from './nations.mjs';

const [P50, P99] = [2, 3];

export async function benchLatency(sandbox, { quick }, report) {
  const count = quick ? 25 : 100;
  const nations = new Nations(sandbox);
  report(`${count} alerts from ${nations.sender} to a stream in ${nations.receiver}, and a bare chain …`);
  const stream = await EventStream.open(sandbox, nations.receiver);
  const chain = await BareChain.open(nations);
  const [ours, bare] = [[], []];
  try {
    for (let index = -3; index < count; index += 1) {
      const [crossed, passed] = [await cross(sandbox, nations, stream), await chain.pass()];
      if (index < 0) continue;
      ours.push(crossed);
      bare.push(passed);
    }
  } finally {
    stream.close();
    await chain.close();
  }
  return [row('p50', 0.5, P50, ours, bare), row('p99', 0.99, P99, ours, bare)];
}

/** Milliseconds from the post of an urgent alert to its event at the partner's desk, where it is closed again. */
export async function cross(sandbox, nations, stream) {
  const started = Date.now();
  const alertId = await issue(sandbox, nations.sender, `bench-${randomUUID()}`);
  const { at, data } = await stream.next((event) => event.originAlertId === alertId);
  await close(sandbox, nations.receiver, data.notificationId);
  return at - started;
}

function row(name, share, limit, ours, bare) {
  const ratio = percentile(ours, share) / percentile(bare, share);
  return {
    row: 'latency',
    what: `API post → partner's event stream, idle, ${name} (ms)`,
    ours: { ...spread(ours), median: percentile(ours, share) },
    beside: { what: 'bare chain of the same hops', ...spread(bare), median: percentile(bare, share) },
    ratio,
    goal: `≤ ${limit}×`,
    met: ratio <= limit,
  };
}

/** The hops of an alert with nothing in them: outbound, released, inbound (the other cluster), desk. */
class BareChain {
  #stop = new AbortController();
  #steps = [];
  #arrivals = new Map();

  static async open(nations) {
    const chain = new BareChain();
    const run = randomUUID().slice(0, 8);
    const [own, partner] = [nations.cluster(nations.sender), nations.cluster(nations.receiver)];
    const topics = [own, own, partner, partner].map((cluster, step) => ({
      cluster,
      topic: `bench.${run}.${step}`,
    }));
    for (const step of topics) await createTopic(step);
    chain.topics = topics;
    chain.databases = await Promise.all(
      [nations.sender, nations.receiver, nations.receiver].map((nation) => nations.database(nation)),
    );
    for (const database of new Set(chain.databases))
      await database.query('create unlogged table if not exists public.bench_step (id uuid, at timestamptz)');
    await chain.#connect(run);
    await chain.#listen();
    return chain;
  }

  /** One request through all of it; milliseconds until its event came. */
  async pass() {
    const id = randomUUID();
    const arrived = new Promise((resolve) => this.#arrivals.set(id, resolve));
    const started = Date.now();
    await fetch(this.url, { method: 'POST', body: id });
    await arrived;
    return Date.now() - started;
  }

  async close() {
    this.#stop.abort();
    this.server.closeAllConnections();
    this.server.close();
    await Promise.all(this.#steps.map(({ running }) => running.catch(() => undefined)));
    await Promise.all(this.#steps.map(({ producer }) => producer.disconnect()));
    for (const { cluster, topic } of this.topics) await deleteTopic(cluster, topic);
    for (const database of this.databases) {
      await database.query('drop table if exists public.bench_step');
      await database.end();
    }
  }

  async #connect(run) {
    const [stored, admitted, filed] = this.databases;
    this.stored = stored;
    const producers = [];
    for (const [step, { cluster, topic }] of this.topics.entries()) {
      const producer = cluster.producer({
        transactionalId: `bench-${run}-${step}`,
        idempotent: true,
        maxInFlightRequests: 1,
        createPartitioner: kafka.Partitioners.DefaultPartitioner,
        retry: { initialRetryTime: 4, factor: 0.2, multiplier: 1.6, maxRetryTime: 500, retries: 40 },
      });
      await producer.connect();
      producers.push({ producer, topic });
    }
    const send = async (step, id) => {
      const { producer, topic } = producers[step];
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ partition: 0, key: id, value: id }] });
      await transaction.commit();
    };
    this.begin = async (id) => {
      await commit(stored, id);
      await send(0, id);
    };
    const hops = [
      (id) => send(1, id),
      (id) => send(2, id),
      async (id) => {
        await commit(admitted, id);
        await send(3, id);
      },
      async (id) => {
        await commit(filed, id);
        this.events?.write(`data: ${id}\n\n`);
      },
    ];
    this.#steps = producers.map(({ producer }, step) => ({ producer, running: this.#hop(step, hops[step]) }));
  }

  async #hop(step, handle) {
    const { cluster, topic } = this.topics[step];
    const reader = await kafka.PartitionReader.open(cluster, [topic], 0);
    try {
      for (let next = 0n; !this.#stop.signal.aborted;) {
        const fetched = (await reader.fetch(new Map([[topic, next]]), 500)).get(topic);
        for (const { key } of fetched.records) await handle(key);
        next = fetched.next;
      }
    } finally {
      await reader.close();
    }
  }

  /** The request comes in here, and the event goes out to a reader of its own. */
  async #listen() {
    this.server = createServer((request, response) => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
        this.events = response;
        return;
      }
      const parts = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        void this.begin(Buffer.concat(parts).toString());
        response.writeHead(201).end();
      });
    });
    await new Promise((listening) => this.server.listen(0, '127.0.0.1', listening));
    this.url = `http://127.0.0.1:${this.server.address().port}/`;
    const events = await fetch(this.url, { signal: this.#stop.signal });
    void this.#readEvents(events.body.pipeThrough(new TextDecoderStream())).catch(() => undefined);
  }

  async #readEvents(chunks) {
    for await (const chunk of chunks)
      for (const [, id] of chunk.matchAll(/data: (\S+)/g)) this.#arrivals.get(id)?.();
  }
}

const commit = (database, id) => database.query('insert into public.bench_step values ($1, now())', [id]);

async function createTopic({ cluster, topic }) {
  const admin = cluster.admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: false,
    topics: [{ topic, numPartitions: 1, replicationFactor: 1 }],
  });
  for (let there = false; !there;) {
    there = await admin.fetchTopicOffsets(topic).then(
      () => true,
      () => false,
    );
  }
  await admin.disconnect();
}

async function deleteTopic(cluster, topic) {
  const admin = cluster.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
}
