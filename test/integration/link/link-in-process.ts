import { type EventLogger, type KafkaClient, silentLogger } from '@passerelle/kafka';
import { Link, type LinkAlarm, LinkGroup, type LinkOptions, TopicSource } from '@passerelle/link';
import { eventually, type TestCluster } from './test-cluster.js';

export interface Running {
  link: Link;
  alarms: LinkAlarm[];
}

const started = new Set<Link>();

/** For afterEach: a failed test must not leave a link behind that would go on for ever. */
export async function stopLinks(): Promise<void> {
  await Promise.all([...started].map((link) => link.stop()));
  started.clear();
}

/** A topic whose instances share it in a group of its own. */
export function sourceOf(
  kafka: KafkaClient,
  topic: string,
  { group = topic, along = [] }: { group?: string; along?: readonly string[] } = {},
): TopicSource {
  return new TopicSource({ kafka, topic, group: new LinkGroup({ kafka, group, topics: [topic] }), along });
}

/** A link in this process over the topics of a story. */
export async function startLink(
  cluster: TestCluster,
  story: string,
  changes: Partial<LinkOptions> & { destination?: KafkaClient; logger?: EventLogger } = {},
): Promise<Running> {
  const alarms: LinkAlarm[] = [];
  const kafka = cluster.client();
  const link = new Link({
    name: story,
    transactionalIdPrefix: story,
    source: sourceOf(kafka, `${story}-source`),
    destination: kafka,
    positionTopic: `${story}-position`,
    transform: ({ partition, key, value }, { nextSequence }) => [
      { topic: `${story}-destination`, partition, key: key!, value: value! },
      {
        topic: `${story}-numbered`,
        partition,
        key: key!,
        value: String(nextSequence(`${story}-numbered`, partition)),
      },
    ],
    firstRun: false,
    logger: silentLogger,
    clock: { now: () => new Date() },
    onAlarm: (alarm) => alarms.push(alarm),
    ...changes,
  });
  started.add(link);
  await link.start();
  return { link, alarms };
}

/** The code of the alarm that stops the link. */
export async function alarmOf({ link, alarms }: Running): Promise<string> {
  await eventually('an alarm', () => link.health().state === 'alarm');
  await link.stop();
  return alarms[0]!.code;
}
