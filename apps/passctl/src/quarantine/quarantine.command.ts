import {
  type KafkaClient,
  type KafkaRecord,
  quarantineFacts,
  type QuarantinePartition,
  readmit,
  readmitAll,
  readQuarantine,
  type TopicRegistry,
} from '@passerelle/kafka';
import { Command, InvalidArgumentError, Option } from 'commander';
import { nationCode } from '../files/named-paths.js';
import { connect } from '../kafka/connect.js';

/** More than an operator reads at once; `--from` goes on. */
const PAGE = 100;

export function quarantineCommand(): Command {
  return new Command('quarantine')
    .description('what was refused, and putting it before its consumer again (KAFKA_* says where)')
    .addCommand(listCommand())
    .addCommand(readmitCommand());
}

interface Place {
  nation: string;
  topic: string;
  partition: number;
}

function listCommand(): Command {
  return placed(
    new Command('list').description('list refused records with their reasons, never their contents'),
  )
    .option('--from <offset>', 'first offset to list', offset, 0n)
    .action(async ({ nation, topic, partition, from }: Place & { from: bigint }) => {
      const { kafka } = connect(process.env, nation);
      for (const record of await readQuarantine(kafka, topic, partition, from, PAGE))
        console.log(line(record));
    });
}

/** One by its offset, or all of a reason. */
interface Which {
  offset?: bigint;
  reason?: string;
  from: bigint;
}

function readmitCommand(): Command {
  return placed(new Command('readmit').description('put refused records before their consumer again'))
    .addOption(new Option('--offset <offset>', 'one, by its place in the quarantine topic').argParser(offset))
    .addOption(
      new Option('--reason <code>', 'every one that was refused for this reason').conflicts('offset'),
    )
    .option('--from <offset>', 'with --reason: the first offset to look at', offset, 0n)
    .action(async ({ nation, topic, partition, ...which }: Place & Which) => {
      const { kafka, registry } = connect(process.env, nation);
      console.log(await readmitWhich(kafka, registry, { topic, partition }, which));
    });
}

async function readmitWhich(
  kafka: KafkaClient,
  registry: TopicRegistry,
  place: QuarantinePartition,
  { offset, reason, from }: Which,
): Promise<string> {
  const { topic, partition } = place;
  if (offset !== undefined) {
    await readmit(kafka, registry, { ...place, offset });
    return `readmitted ${topic} ${partition} ${offset}`;
  }
  if (reason === undefined) throw new Error('say which: --offset or --reason');
  const count = await readmitAll(kafka, registry, { ...place, reason, from });
  return `readmitted ${topic} ${partition}: ${count} for ${reason}`;
}

function placed(command: Command): Command {
  return command
    .requiredOption('--nation <code>', 'own nation', nationCode)
    .requiredOption('--topic <name>', 'the quarantine topic')
    .option('--partition <number>', 'its partition', wholeNumber, 0);
}

function line(record: KafkaRecord): string {
  const { topic, partition, offset, reason, at } = quarantineFacts(record);
  return `${record.partition} ${record.offset} ${at} ${reason} from ${topic} ${partition} ${offset}`;
}

function wholeNumber(value: string): number {
  return Number(offset(value));
}

function offset(value: string): bigint {
  if (!/^\d{1,18}$/.test(value)) throw new InvalidArgumentError('Expected a whole number.');
  return BigInt(value);
}
