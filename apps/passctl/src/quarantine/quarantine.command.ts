import { type KafkaRecord, quarantineFacts, readmit, readQuarantine } from '@passerelle/kafka';
import { Command, InvalidArgumentError } from 'commander';
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

function readmitCommand(): Command {
  return placed(new Command('readmit').description('put one refused record before its consumer again'))
    .requiredOption('--offset <offset>', 'its place in the quarantine topic', offset)
    .action(async ({ nation, topic, partition, offset }: Place & { offset: bigint }) => {
      const { kafka, registry } = connect(process.env, nation);
      await readmit(kafka, registry, { topic, partition, offset });
      console.log(`readmitted ${topic} ${partition} ${offset}`);
    });
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
