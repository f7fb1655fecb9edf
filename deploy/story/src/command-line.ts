import { Command, InvalidArgumentError, Option } from 'commander';

export interface CommandLine {
  sandbox: string;
  /** Infinity without `--speed`. */
  speed: number;
  nation?: string;
  file?: string;
  verify: boolean;
  schema: boolean;
}

/** Reads the arguments; prints usage and exits with 2 when they make no sense. */
export function parseCommandLine(argv: string[]): CommandLine {
  const command = new Command('story')
    .description('Loads NDJSON of alerts through the public API, as a national system does (docs/story.md).')
    .option('--sandbox <file>', 'addresses and clients', '.sandbox/sandbox.json')
    .addOption(
      new Option('--now', 'send without waiting; the offsets give the order (default)').conflicts('speed'),
    )
    .option('--speed <factor>', 'keep the pace of the story, this much faster', positive)
    .option('--nation <code>', 'only this nation')
    .option('--file <file>', 'this file instead of the story of the nation; needs --nation')
    .option('--verify', 'wait for the receipts and compare them with what the lines expect', false)
    .option('--schema', 'print the JSON Schema of a line and exit', false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse(argv);
  const options = { speed: Infinity, ...command.opts<Omit<CommandLine, 'speed'> & { speed?: number }>() };
  if (options.file && !options.nation) command.error('error: --file needs --nation: whose alerts are these?');
  return options;
}

function positive(text: string): number {
  const factor = Number(text);
  if (!(factor > 0)) throw new InvalidArgumentError('a factor above 0, such as 60.');
  return factor;
}
