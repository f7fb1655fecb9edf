import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fault } from './faulty-socket.js';
import { LinkProcess } from './link-process.js';
import { Story } from './story.js';
import { eventually, TestCluster } from './test-cluster.js';

const killsAt = (
  api: Fault['api'],
  nths: number[],
  ats: Fault['at'][] = ['request', 'sent', 'answer'],
): Fault[] => nths.flatMap((nth) => ats.map((at): Fault => ({ api, nth, at, act: 'kill' })));

/** Every request of an opening (the first three of a kind are the partitions' barriers) and of carrying. */
const STEPS: Fault[] = [
  ...killsAt('initProducerId', [5], ['sent', 'answer']),
  ...killsAt('addPartitionsToTxn', [2, 5]),
  ...killsAt('produce', [2, 5]),
  ...killsAt('endTxn', [2, 5]),
  ...killsAt('fetch', [2], ['answer']),
];

describe('a link of three partitions', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  }, 120_000);
  afterAll(() => cluster.stop());

  const start = (story: Story, more: { group?: string; fault?: Fault } = {}) =>
    LinkProcess.start({
      brokers: cluster.brokers,
      story: story.name,
      group: story.name,
      sessionTimeout: 1_500,
      recordsPerTransaction: 7,
      ...more,
    });
  const stop = async (...links: LinkProcess[]) => {
    for (const link of links) link.signal('SIGTERM');
    await Promise.all(links.map((link) => link.exited));
  };

  it(`carries every record once and in order through ${STEPS.length} kills, one at each step`, async () => {
    const story = await Story.create(cluster, 'kill', 3);
    await story.write(500);
    for (const [n, fault] of STEPS.entries()) {
      const link = start(story, { group: `kill-${n}`, fault });
      expect(await Promise.race([link.exited, patience(link, fault)])).toBe('SIGKILL');
    }
    const last = start(story, { group: 'kill-last' });
    await story.untilCarried();
    await stop(last);
    await story.judge();
  }, 240_000);

  it('carries every record once while two instances share the partitions and are killed in turn', async () => {
    const story = await Story.create(cluster, 'pair', 3);
    await story.write(300);
    const pair = [start(story), start(story)];
    for (const [turn, pause] of [700, 350, 900, 500].entries()) {
      await story.write(100);
      await sleep(pause);
      const victim = turn % 2;
      pair[victim]!.signal('SIGKILL');
      await pair[victim]!.exited;
      pair[victim] = start(story);
    }
    await story.untilCarried();
    await stop(...pair);
    await story.judge();
  }, 120_000);

  it('carries every record once while two instances, each of which believes to be alone, fence each other', async () => {
    const story = await Story.create(cluster, 'war', 3);
    await story.write(200);
    const armies = [start(story, { group: 'war-a' }), start(story, { group: 'war-b' })];
    for (let wave = 0; wave < 4; wave++) {
      await sleep(500);
      await story.write(100);
    }
    await story.untilCarried();
    await stop(...armies);
    await story.judge();
  }, 120_000);

  it('keeps a frozen instance that wakes up from writing what its successor already wrote', async () => {
    const story = await Story.create(cluster, 'zombie', 3);
    await story.write(200);
    const zombie = start(story);
    await eventually('the first to carry', () => zombie.report.records > 50);
    await story.write(1500);
    zombie.signal('SIGSTOP');
    const successor = start(story);
    await eventually('the successor to carry', () => successor.report.records > 300);
    zombie.signal('SIGCONT');
    await story.write(200);
    await story.untilCarried();
    await stop(zombie, successor);
    await story.judge();
  }, 120_000);
});

async function patience(link: LinkProcess, fault: Fault): Promise<string> {
  await sleep(60_000, undefined, { ref: false });
  link.signal('SIGKILL');
  return `never came to ${JSON.stringify(fault)}: ${String(link)}`;
}
