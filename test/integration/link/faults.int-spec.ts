import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { faultySockets, type Fault } from './faulty-socket.js';
import { startLink, stopLinks } from './link-in-process.js';
import { Story } from './story.js';
import { TestCluster } from './test-cluster.js';

/** Every step of a transaction and of a barrier: the connection breaks before the request leaves, or its answer comes. */
const FAULTS: Fault[] = (['addPartitionsToTxn', 'produce', 'endTxn'] as const).flatMap((api) =>
  [
    { nth: 3, at: 'request' },
    { nth: 3, at: 'answer' },
    { nth: 1, at: 'answer' },
  ].map((step) => ({ api, act: 'close', ...step }) as Fault),
);
/** Silence costs a request timeout, so only where it decides: the commit may have arrived, or not. */
const SILENT: Fault[] = [
  { api: 'endTxn', nth: 3, at: 'answer', act: 'drop' },
  { api: 'endTxn', nth: 3, at: 'request', act: 'drop' },
  { api: 'produce', nth: 3, at: 'answer', act: 'deafen' },
];

describe('a link on a faulty line', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  }, 120_000);
  afterEach(stopLinks);
  afterAll(() => cluster.stop());

  const survive = async (story: Story, fault: Fault, firstRun: boolean) => {
    let happened = false;
    const destination = cluster.client(
      'faulty',
      faultySockets(fault, () => (happened = true)),
    );
    await story.write(40);
    const limits = { records: 7, bytes: 900_000 };
    const { link, alarms } = await startLink(cluster, story.name, { destination, firstRun, limits });
    await story.untilCarried();
    await link.stop();
    expect([happened, alarms]).toEqual([true, []]);
  };

  it('loses and doubles nothing, whichever answer is lost or connection closed', async () => {
    const story = await Story.create(cluster, 'closed', 1);
    for (const [n, fault] of FAULTS.entries()) await survive(story, fault, n === 0);
    await story.judge();
  }, 120_000);

  it('loses and doubles nothing when the other side falls silent in the middle of a commit', async () => {
    await Promise.all(
      SILENT.map(async (fault, n) => {
        const story = await Story.create(cluster, `silent-${n}`, 1);
        await survive(story, fault, true);
        await story.judge();
      }),
    );
  }, 120_000);
});
