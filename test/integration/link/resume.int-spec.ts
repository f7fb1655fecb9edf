import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { resumeFromLogStart } from '@passerelle/link';
import { alarmOf, sourceOf, startLink, stopLinks } from './link-in-process.js';
import { committed, Story } from './story.js';
import { eventually, TestCluster } from './test-cluster.js';

/** An outage longer than retention: nothing is assumed, an operator says so, and the loss stays visible. */
describe('a link whose source no longer holds what comes next', () => {
  let cluster: TestCluster;
  let story: Story;
  let count = 0;
  beforeAll(async () => {
    cluster = await TestCluster.start();
  }, 120_000);
  afterEach(stopLinks);
  afterAll(() => cluster.stop());
  beforeEach(async () => {
    story = await Story.create(cluster, `resume-${count++}`, 1);
  });

  const start = (firstRun = false) => startLink(cluster, story.name, { firstRun });
  const resume = () =>
    resumeFromLogStart({
      source: sourceOf(cluster.client(), `${story.name}-source`),
      destination: cluster.client(),
      transactionalIdPrefix: story.name,
      positionTopic: `${story.name}-position`,
      partition: 0,
    });
  const truncate = async (offset: string) => {
    const admin = cluster.client().admin();
    await admin.connect();
    await admin.fetchTopicMetadata({ topics: [`${story.name}-source`] });
    const partitions = [{ partition: 0, offset }];
    await admin.deleteTopicRecords({ topic: `${story.name}-source`, partitions });
    await admin.disconnect();
  };
  const numbers = async () =>
    (await committed(cluster, `${story.name}-numbered`, 0)).map(({ value }) => Number(value));

  it('goes on at the oldest record once an operator says so, and numbers go on without a repetition', async () => {
    await story.write(5);
    const before = await start(true);
    await story.untilCarried();
    await before.link.stop();
    await story.write(5);
    await truncate('8');
    expect(await alarmOf(await start())).toBe('PSR_LINK_POSITION_OVERTAKEN');

    expect(await resume()).toEqual([{ log: `${story.name}-source`, from: 5n, to: 8n }]);
    const { link, alarms } = await start();
    await eventually('the records that are left', async () => (await numbers()).length === 7);
    await link.stop();
    expect(alarms).toEqual([]);
    expect(await numbers()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  }, 60_000);

  it('is not moved while the source holds its position, also when it runs', async () => {
    await story.write(5);
    const { link } = await start(true);
    await story.untilCarried();
    await expect(resume()).rejects.toThrow('nothing to resume');
    await story.write(5);
    await story.untilCarried();
    await link.stop();
    await story.judge();
  }, 60_000);

  it('is not begun by it: without a position it is a first run', async () => {
    await story.write(5);
    await expect(resume()).rejects.toThrow('first run');
    expect(await story.carried()).toBe(0);
  }, 60_000);
});
