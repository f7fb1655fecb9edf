import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { faultySockets, type Fault } from './faulty-socket.js';
import { sourceOf, startLink, stopLinks } from './link-in-process.js';
import { Story } from './story.js';
import { eventually, TestCluster } from './test-cluster.js';

/** Opening, then the position of a first run: the third commit is that of the first records. */
const FIRST_RECORDS = { api: 'endTxn', nth: 3, at: 'request', act: 'hold' } as const;
/** The first belongs to kafkajs's connect, the second fences. */
const FENCING = { api: 'initProducerId', nth: 2, at: 'request', act: 'hold' } as const;

/** Two instances that both serve the partition, at instants a clock would never hit. */
describe('a takeover', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  }, 120_000);
  afterEach(stopLinks);
  afterAll(() => cluster.stop());

  const start = async (story: Story, group: string, fault: Fault | undefined) => {
    let held = false;
    const destination = cluster.client(
      group,
      faultySockets(fault, () => (held = true)),
    );
    const source = sourceOf(cluster.client(), `${story.name}-source`, { group });
    const limits = { records: 7, bytes: 900_000 };
    const { link } = await startLink(cluster, story.name, { destination, source, firstRun: true, limits });
    return { link, untilHeld: () => eventually(`${group} to be held`, () => held) };
  };
  const gate = () => {
    let open!: () => void;
    const until = new Promise<void>((resolve) => (open = resolve));
    return { until, open };
  };

  it('sees what the predecessor commits just before it is fenced', async () => {
    const story = await Story.create(cluster, 'late-commit', 1);
    await story.write(20);
    const [commit, fencing] = [gate(), gate()];
    const first = await start(story, 'late-a', { ...FIRST_RECORDS, until: commit.until });
    await first.untilHeld();
    const second = await start(story, 'late-b', { ...FENCING, until: fencing.until });
    await second.untilHeld();
    commit.open();
    await eventually('the commit', () => first.link.metrics.records > 0);
    await first.link.stop();
    fencing.open();
    await story.untilCarried();
    await story.judge();
  }, 120_000);

  it('keeps a predecessor from committing what it had sent before', async () => {
    const story = await Story.create(cluster, 'zombie', 1);
    await story.write(20);
    const commit = gate();
    const zombie = await start(story, 'zombie-a', { ...FIRST_RECORDS, until: commit.until });
    await zombie.untilHeld();
    const successor = await start(story, 'zombie-b', undefined);
    await eventually('the successor to carry', () => successor.link.metrics.records === 20);
    commit.open();
    await eventually('the zombie to notice', () => zombie.link.health().partitions[0]?.state !== 'running');
    expect(zombie.link.metrics.records).toBe(0);
    await story.write(5);
    await story.untilCarried();
    await story.judge();
  }, 120_000);
});
