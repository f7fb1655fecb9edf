import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DiskFiles, type LogFiles } from '@passerelle/evidence';
import { silentLogger } from '@passerelle/kafka';
import { LogKeeper } from '../../../apps/auditor/src/keep/log-keeper.js';
import { eventually, TestCluster } from '../link/test-cluster.js';
import { EvidenceWriter } from './evidence-writer.js';
import { KeptFolder } from './kept-folder.js';

jest.setTimeout(300_000);

const LOADER = new URL('../link/process/typescript-loader.mjs', import.meta.url).href;
const MAIN = fileURLToPath(new URL('process/keep-for-ever.ts', import.meta.url));
const PARTITIONS = [0, 1, 2];
const KILLS = 6;
const REFUSALS = 5;

let cluster: TestCluster;
let topic: string;
let folder: KeptFolder;
let writers: EvidenceWriter[];
let keepers: LogKeeper[];
let topics = 0;

beforeAll(async () => {
  cluster = await TestCluster.start();
});
afterAll(() => cluster?.stop());
beforeEach(async () => {
  topics += 1;
  topic = `xa.evidence.${topics}`;
  keepers = [];
  folder = await KeptFolder.make();
  await cluster.createTopics({ [topic]: { partitions: PARTITIONS.length } });
  writers = await Promise.all(PARTITIONS.map((n) => EvidenceWriter.open(cluster.client('writer'), topic, n)));
});
afterEach(async () => {
  await Promise.all(keepers.map((keeper) => keeper.stop()));
  await Promise.all(writers.map((writer) => writer.close()));
  await folder.remove();
});

const writtenBy = (): number => writers.reduce((sum, { written }) => sum + written.length, 0);
const write = (transactions: number) => Promise.all(writers.map((writer) => writer.write(transactions)));

function keeper(firstRun: boolean, files: LogFiles = folder.files): LogKeeper {
  const kept = new LogKeeper({
    kafka: cluster.client('keep'),
    topic,
    nation: 'XA',
    files,
    signer: folder.signer,
    firstRun,
    logger: silentLogger,
    clock: { now: () => new Date() },
    random: () => 0,
    pace: 5,
  });
  keepers.push(kept);
  kept.start();
  return kept;
}

async function everythingIsKept(): Promise<void> {
  await eventually('all in the log', async () => (await folder.size()) >= writtenBy(), 120_000);
  expect(await folder.findings()).toEqual([]);
  for (const [partition, { written }] of writers.entries())
    expect(await folder.jtisOf(partition)).toEqual(written);
  expect(await folder.size()).toBe(writtenBy());
}

const alarmOf = async (kept: LogKeeper): Promise<string | undefined> => {
  await eventually('an alarm', () => kept.health.state === 'alarm');
  return kept.health.reason;
};

/** A log of what is there, and nobody who keeps it. */
async function keptOnce(): Promise<void> {
  await write(3);
  const first = keeper(true);
  await everythingIsKept();
  await first.stop();
}

describe('the keeper of a log', () => {
  /** Killed with -9 some steps after it has begun to keep. */
  async function keepAndKill(turn: number): Promise<void> {
    const flags = ['--disable-warning=ExperimentalWarning', '--import', LOADER, MAIN];
    const args = [...folder.keeperArguments, cluster.brokers.join(','), topic, String(turn === 0)];
    const child = spawn(process.execPath, [...flags, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    const lines = createInterface({ input: child.stdout });
    await once(lines, 'line');
    setTimeout(() => child.kill('SIGKILL'), (turn * 37) % 211);
    const [, signal] = (await exited) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
  }

  it(`has every record once and in order after ${KILLS} kills while it is written to`, async () => {
    const over = new AbortController();
    const writing = (async () => {
      while (!over.signal.aborted) await write(5);
    })();
    try {
      for (let turn = 0; turn < KILLS; turn += 1) {
        await keepAndKill(turn);
        expect([turn, await folder.findings()]).toEqual([turn, []]);
      }
    } finally {
      over.abort();
      await writing;
    }
    keeper(false);
    await everythingIsKept();
  });

  it('has every record once and in order on a disk that is full again and again', async () => {
    class FullNowAndThen extends DiskFiles {
      refused = 0;
      #writes = 0;

      override async write(path: string, bytes: Uint8Array): Promise<void> {
        this.#writes += 1;
        if (this.#writes % 7 === 0) {
          this.refused += 1;
          throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        }
        await super.write(path, bytes);
      }
    }
    const disk = new FullNowAndThen(folder.path);
    const kept = keeper(true, disk);
    while (disk.refused < REFUSALS) await write(1);
    await kept.stop();
    expect(await folder.findings()).toEqual([]);
    keeper(false);
    await everythingIsKept();
  });

  it('signs nothing new where nothing happened, also when it is started again', async () => {
    await keptOnce();
    const before = await folder.log.read('checkpoint');
    const again = keeper(false);
    await eventually('running', () => again.health.state === 'running' && again.figures.behind === 0);
    await again.stop();
    expect(await folder.log.read('checkpoint')).toEqual(before);
  });

  it('yields to another on the same folder without harm', async () => {
    await keptOnce();
    const [one, other] = [keeper(false), keeper(false)];
    await eventually('both', () => [one, other].every(({ health }) => health.state === 'running'));
    await one.stop();
    await write(2);
    await everythingIsKept();
    await other.stop();
    keeper(false);
    await write(2);
    await everythingIsKept();
  });
});

describe('a keeper stops with an alarm', () => {
  it('where there is no log and nobody said that none was ever begun', async () => {
    await write(1);
    expect(await alarmOf(keeper(false))).toBe('PSR_LOG_MISSING');
    expect(await folder.files.list('')).toEqual([]);
  });

  it('where its topic was made anew, whatever the offsets are', async () => {
    await keptOnce();
    const size = await folder.size();
    await Promise.all(writers.map((writer) => writer.close()));
    await cluster.deleteTopic(topic);
    await cluster.createTopics({ [topic]: { partitions: PARTITIONS.length } });
    writers = await Promise.all(PARTITIONS.map((n) => EvidenceWriter.open(cluster.client('new'), topic, n)));
    await write(30);
    expect(await alarmOf(keeper(false))).toBe('PSR_CONSUMER_TOPIC_RECREATED');
    expect(await folder.size()).toBe(size);
  });

  it('where the topic no longer holds what comes next', async () => {
    await keptOnce();
    await write(3);
    const admin = cluster.client().admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(topic);
    const partitions = offsets.map(({ partition, high }) => ({ partition, offset: high }));
    await admin.deleteTopicRecords({ topic, partitions });
    await admin.disconnect();
    expect(await alarmOf(keeper(false))).toBe('PSR_CONSUMER_POSITION_OUTSIDE');
  });

  it('where the positions are lost, also on a first run', async () => {
    await keptOnce();
    await rm(join(folder.path, 'positions.json'));
    for (const firstRun of [false, true])
      expect(await alarmOf(keeper(firstRun))).toBe('PSR_LOG_POSITION_LOST');
  });

  it('where the log is lost and its positions are not, also on a first run', async () => {
    await keptOnce();
    await rm(join(folder.path, 'log'), { recursive: true });
    for (const firstRun of [false, true]) expect(await alarmOf(keeper(firstRun))).toBe('PSR_LOG_MISSING');
  });
});

describe('a topic that grows', () => {
  it('is kept from the first record of its new partition on', async () => {
    await keptOnce();
    const admin = cluster.client().admin();
    await admin.connect();
    await admin.createPartitions({ topicPartitions: [{ topic, count: PARTITIONS.length + 1 }] });
    await admin.disconnect();
    writers.push(await EvidenceWriter.open(cluster.client('writer'), topic, PARTITIONS.length));
    await write(2);
    keeper(false);
    await everythingIsKept();
  });
});
