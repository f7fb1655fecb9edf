import { createKafka, silentLogger } from '@passerelle/kafka';
import { Link, LinkGroup, TopicSource } from '@passerelle/link';
import { faultySockets, type Fault } from '../faulty-socket.js';

/** Settings of one link process, as JSON in its first argument. */
export interface LinkProcessSettings {
  brokers: string[];
  /** prefix of its topics: `<story>-source`, `-destination`, `-numbered`, `-position` */
  story: string;
  /** a group of its own needs not wait for the session of a dead predecessor */
  group: string;
  sessionTimeout: number;
  recordsPerTransaction: number;
  fault?: Fault;
}

const settings = JSON.parse(process.argv[2]!) as LinkProcessSettings;
const { brokers, story, group, sessionTimeout, recordsPerTransaction, fault } = settings;
const topic = `${story}-source`;
const source = createKafka({ clientId: 'source', brokers }, silentLogger);
const destination = createKafka(
  { clientId: 'destination', brokers, socketFactory: faultySockets(fault) },
  silentLogger,
);

const link = new Link({
  name: story,
  transactionalIdPrefix: story,
  source: new TopicSource({
    kafka: source,
    topic,
    group: new LinkGroup({ kafka: source, group, topics: [topic], sessionTimeout }),
  }),
  destination,
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
  firstRun: true,
  logger: silentLogger,
  clock: { now: () => new Date() },
  onAlarm: (alarm) => process.stdout.write(`${JSON.stringify({ alarm })}\n`),
  limits: { records: recordsPerTransaction, bytes: 900_000 },
});

/** Ends with its parent, whatever became of that. */
process.stdin.resume().once('end', () => process.exit());
process.once('SIGTERM', () => void link.stop().then(() => process.exit()));
setInterval(() => {
  const { records } = link.metrics;
  process.stdout.write(`${JSON.stringify({ state: link.health().state, records })}\n`);
}, 50);
await link.start();
