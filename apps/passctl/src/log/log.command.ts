import { EvidenceError, type Finding, formatHash, leafHash } from '@passerelle/evidence';
import { Command, InvalidArgumentError, Option } from 'commander';
import { LogFolder, type MadeProof } from './log-folder.js';

interface LogOptions {
  directory: string;
  key: string;
  json: boolean;
}

const FINDINGS = 2;

const LEARN = `
A transparency log is a folder of plain files (C2SP tlog-tiles): \`checkpoint\`, which the log signed over the root of a
Merkle tree, and \`tile/\`, the hashes and the leaves below it. Each leaf is one evidence record. Everything here works
on such a folder or a copy of it, with the log's public key and nothing else: no network, no password, no service.

  the folder   <LOG_DIRECTORY>/log of the process "auditor keep", or what was downloaded from /log/ of the auditor
  the key      log.vkey, as \`passctl keys generate --role log\` made it: the file, or the line in it

Exit codes: 0 sound, 1 it could not be done, 2 something is not as it was signed for.`;

export function logCommand(): Command {
  return new Command('log')
    .description('the transparency log of a nation’s evidence: its head, its soundness, proofs out of it')
    .addHelpText('after', LEARN)
    .addCommand(statusCommand())
    .addCommand(fsckCommand())
    .addCommand(proveCommand());
}

function statusCommand(): Command {
  return onFolder('status', 'what the log signed last: its name, its size and its root')
    .addHelpText('after', '\nSize and root are what two people compare to know that they see the same log.')
    .action(async ({ directory, key, json }: LogOptions) => {
      const folder = await LogFolder.open(directory, key);
      await believed(json, async () => {
        const { checkpoint, cosignatures } = await folder.head();
        const { origin, size, root } = checkpoint;
        const told = { origin, size, root: formatHash(root), cosignatures: cosignatures.length };
        print(json, told, [`${origin}  ${size} leaves`, `  root  ${told.root}`]);
      });
    });
}

function fsckCommand(): Command {
  return onFolder('fsck', 'prove that every leaf is as it was signed for, or name what is not')
    .addHelpText(
      'after',
      `
Reads every file once. Each finding is a file, the rule it breaks and, where it is one, the number of the leaf:
missing, malformed, differs (holds something else than was signed for), not-believed (the checkpoint is not signed by
the key), not-of-this-tree, stranger (no file of a log).
That a whole older folder was put in the place of this one can not be seen here: compare \`log status\` with what
somebody else saw.`,
    )
    .action(async ({ directory, key, json }: LogOptions) => {
      const folder = await LogFolder.open(directory, key);
      const findings: Finding[] = [];
      for await (const finding of folder.findings()) {
        findings.push(finding);
        if (!json) console.log(lineOf(finding));
      }
      if (findings.length > 0) {
        process.exitCode = FINDINGS;
        if (json) console.log(JSON.stringify({ sound: false, findings }, null, 2));
        return;
      }
      const { size, root } = (await folder.head()).checkpoint;
      print(json, { sound: true, size, root: formatHash(root), findings }, [
        `sound: ${size} leaves are as they were signed for`,
      ]);
    });
}

interface ProveOptions extends LogOptions {
  index?: number;
  evidenceId?: string;
}

function proveCommand(): Command {
  return onFolder('prove', 'a proof that one evidence record is in the log (C2SP tlog-proof)')
    .addOption(new Option('--index <number>', 'the leaf, by its place in the log').argParser(leafIndex))
    .addOption(
      new Option('--evidence-id <id>', 'the leaf, by the id of its evidence record').conflicts('index'),
    )
    .addHelpText(
      'after',
      `
Printed is the proof itself: put it into a file FILE.tlog-proof. Whoever holds the record and the log's key verifies it
offline, years later, with any tool for such proofs. With --json the leaf it is about stands beside it.
Finding a leaf by its id reads the whole log; by its index, some files.`,
    )
    .action(async ({ directory, key, json, index, evidenceId }: ProveOptions) => {
      if (index === undefined && evidenceId === undefined)
        throw new Error('say which leaf: --index N or --evidence-id ID');
      const folder = await LogFolder.open(directory, key);
      await believed(json, async () => {
        const proof = await folder.prove(index ?? (await onlyIndexOf(folder, evidenceId ?? '')));
        print(json, described(proof), [String(proof.proof).slice(0, -1)]); // console.log ends it
      });
    });
}

async function onlyIndexOf(folder: LogFolder, evidenceId: string): Promise<number> {
  const [index, ...more] = await folder.indexesOf(evidenceId);
  if (index === undefined) throw new Error('no leaf has this id');
  if (more.length > 0)
    throw new Error(`told more than once, say which: --index ${[index, ...more].join(', ')}`);
  return index;
}

function described({ index, leaf, proof }: MadeProof): object {
  return { index, leafHash: formatHash(leafHash(leaf)), leaf: String(leaf), proof: String(proof) };
}

function onFolder(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption('--directory <folder>', 'the log: the folder with its checkpoint')
    .requiredOption('--key <vkey>', 'the log’s verifier key, or the file it is in')
    .option('--json', 'for programs', false);
}

/** A log that is not what was signed is a finding, not a failure of this program. */
async function believed(json: boolean, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code === 'PSR_PROOF_OUT_OF_RANGE') throw error;
    process.exitCode = FINDINGS;
    print(json, { sound: false, because: error.code }, [`not believed: ${error.message}`]);
  }
}

function print(json: boolean, told: object, lines: readonly string[]): void {
  if (json) console.log(JSON.stringify(told, null, 2));
  else for (const line of lines) console.log(line);
}

function lineOf({ path, rule, leaf, because }: Finding): string {
  return [path, rule, ...(leaf === undefined ? [] : [`leaf ${leaf}`]), ...(because ? [because] : [])].join(
    '  ',
  );
}

function leafIndex(text: string): number {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) throw new InvalidArgumentError('Expected a number from 0 on.');
  return Number(text);
}
