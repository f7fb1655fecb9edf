import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fault } from './faulty-socket.js';
import { LinkProcess } from './link-process.js';
import { Story } from './story.js';
import { eventually, TestCluster } from './test-cluster.js';

const faultsOf = (
  api: Fault['api'],
  nths: number[],
  ats: Fault['at'][] = ['request', 'sent', 'answer'],
): Fault[] => nths.flatMap((nth) => ats.map((at): Fault => ({ api, nth, at, act: 'kill' })));

/** Every request of opening (the first three of a kind are the partitions' barriers) and of carrying. */
const STEPS: Fault[] = [
  ...faultsOf('initProducerId', [2, 5], ['sent', 'answer']),
  ...faultsOf('addPartitionsToTxn', [2, 5]),
  ...faultsOf('produce', [2, 5]),
  ...faultsOf('endTxn', [2, 5]),
  ...faultsOf('fetch', [2], ['request', 'answer']),
];
const SESSION = 700;

describe('a link that is killed', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  }, 60_000);
  afterAll(() => cluster.stop());

  const settings = (story: Story) => ({
    brokers: cluster.brokers,
    story: story.name,
    sessionTimeout: SESSION,
    recordsPerTransaction: 7,
  });

  it(`carries every record once and in order through ${STEPS.length} kills, one at each step`, async () => {
    const story = await Story.create(cluster, 'kill', 3);
    await story.write(700);
    for (const fault of STEPS) {
      const link = LinkProcess.start({ ...settings(story), fault });
      expect(await Promise.race([link.exited, patience(link, fault)])).toBe('SIGKILL');
    }
    const last = LinkProcess.start(settings(story));
    await story.untilCarried();
    last.signal('SIGTERM');
    await last.exited;
    await story.judge();
  }, 120_000);

  it('carries every record once while two instances share the partitions and both are killed in turn', async () => {
    const story = await Story.create(cluster, 'pair', 3);
    await story.write(300);
    const pair = [LinkProcess.start(settings(story)), LinkProcess.start(settings(story))];
    for (const [turn, pause] of [700, 350, 900, 500].entries()) {
      await story.write(100);
      await sleep(pause);
      const victim = turn % 2;
      pair[victim]!.signal('SIGKILL');
      await pair[victim]!.exited;
      pair[victim] = LinkProcess.start(settings(story));
    }
    await story.untilCarried();
    for (const link of pair) link.signal('SIGTERM');
    await Promise.all(pair.map((link) => link.exited));
    await story.judge();
  }, 60_000);

  it('keeps a frozen instance that wakes up from writing what its successor already wrote', async () => {
    const story = await Story.create(cluster, 'zombie', 3);
    await story.write(200);
    const zombie = LinkProcess.start(settings(story));
    await eventually('the first to carry', () => zombie.report.records > 50);
    await story.write(1500);
    zombie.signal('SIGSTOP');
    const successor = LinkProcess.start(settings(story));
    await eventually('the successor to carry', () => successor.report.records > 300);
    zombie.signal('SIGCONT');
    await story.write(200);
    await story.untilCarried();
    for (const link of [zombie, successor]) link.signal('SIGTERM');
    await Promise.all([zombie.exited, successor.exited]);
    await story.judge();
  }, 60_000);
});

async function patience(link: LinkProcess, fault: Fault): Promise<string> {
  await sleep(15_000, undefined, { ref: false });
  link.signal('SIGKILL');
  return `never came to ${JSON.stringify(fault)}: ${String(link)}`;
}
