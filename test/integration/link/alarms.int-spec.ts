import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Partitioners } from '@passerelle/kafka';
import { alarmOf, startLink, stopLinks } from './link-in-process.js';
import { committed, Story } from './story.js';
import { TestCluster } from './test-cluster.js';

describe('a link refuses to go on', () => {
  let cluster: TestCluster;
  let story: Story;
  let count = 0;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  }, 120_000);
  afterEach(stopLinks);
  afterAll(() => cluster.stop());
  beforeEach(async () => {
    story = await Story.create(cluster, `alarm-${count++}`, 1);
  });

  const start = (firstRun = false) => startLink(cluster, story.name, { firstRun });
  /** Carries `records` and stops, so that a position is stored. */
  const carried = async (records: number) => {
    await story.write(records);
    const { link } = await start(true);
    await story.untilCarried();
    await link.stop();
  };
  const position = async () => {
    const records = await committed(cluster, `${story.name}-position`, 0);
    return JSON.parse(String(records.findLast((record) => record.key === 'position')!.value)) as {
      logs: Record<string, { nextOffset: string; last: { offset: string; digest: string } }>;
    };
  };
  const overwrite = async (change: (log: { nextOffset: string; last: { offset: string } }) => void) => {
    const stored = await position();
    change(stored.logs[`${story.name}-source`]!);
    const producer = cluster.client().producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const message = { partition: 0, key: 'position', value: JSON.stringify(stored) };
    await producer.send({ topic: `${story.name}-position`, messages: [message] });
    await producer.disconnect();
  };

  it('when no position is stored and no operator said first run', async () => {
    await story.write(3);
    expect(await alarmOf(await start())).toBe('PSR_LINK_POSITION_MISSING');
    expect(await story.carried()).toBe(0);
  }, 60_000);

  it('when the source topic was recreated, until an operator accepts it; numbers go on', async () => {
    await carried(5);
    await cluster.deleteTopic(`${story.name}-source`);
    await cluster.createTopics({ [`${story.name}-source`]: {} });
    await story.write(5);
    const stopped = await start();
    expect(await alarmOf(stopped)).toBe('PSR_LINK_SOURCE_RECREATED');
    const acceptIncarnations = [String(stopped.alarms[0]!.details['found'])];
    const { link } = await startLink(cluster, story.name, { acceptIncarnations });
    await story.untilCarried();
    await link.stop();
    await story.judge();
  }, 60_000);

  it('when the position lies beyond the log', async () => {
    await carried(5);
    await overwrite((log) => (log.nextOffset = '900'));
    expect(await alarmOf(await start())).toBe('PSR_LINK_POSITION_AHEAD');
  }, 60_000);

  it('when retention removed what comes next', async () => {
    await carried(5);
    await story.write(5);
    const admin = cluster.client().admin();
    await admin.connect();
    await admin.fetchTopicMetadata({ topics: [`${story.name}-source`] });
    const partitions = [{ partition: 0, offset: '8' }];
    await admin.deleteTopicRecords({ topic: `${story.name}-source`, partitions });
    await admin.disconnect();
    expect(await alarmOf(await start())).toBe('PSR_LINK_POSITION_OVERTAKEN');
  }, 60_000);

  it('when the partner moved the position past records that were not carried', async () => {
    await carried(5);
    await story.write(5);
    await overwrite((log) => (log.nextOffset = '8'));
    expect(await alarmOf(await start())).toBe('PSR_LINK_POSITION_MOVED');
  }, 60_000);

  it('when the partner names a record it cannot know the digest of', async () => {
    await carried(5);
    await story.write(5);
    await overwrite((log) => {
      log.nextOffset = '8';
      log.last.offset = '7';
    });
    expect(await alarmOf(await start())).toBe('PSR_LINK_POSITION_MOVED');
  }, 60_000);

  it('when the position is not one a link wrote', async () => {
    await carried(5);
    await overwrite((log) => (log.nextOffset = 'soon'));
    expect(await alarmOf(await start())).toBe('PSR_LINK_POSITION_UNREADABLE');
  }, 60_000);
});
