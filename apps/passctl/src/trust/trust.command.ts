import { readFile } from 'node:fs/promises';
import { importSigningKey } from '@passerelle/credential';
import { Command } from 'commander';
import { readJsonFile, writeJsonFile } from '../files/json-file.js';
import { namedPath, nationCode } from '../files/named-paths.js';
import { signRecord, verifyRecord } from './ceremony.js';
import { readRoot, readRoots, type Root } from './roots.js';
import { fingerprintWords } from './words.js';

export function trustCommand(): Command {
  return new Command('trust')
    .description('the ceremony in which officers compare the roots of their nations')
    .addCommand(wordsCommand())
    .addCommand(ceremonyCommand());
}

export function partnerCommand(): Command {
  return new Command('partner')
    .description('what is believed of a partner')
    .addCommand(partnerTrustCommand());
}

function wordsCommand(): Command {
  return new Command('words')
    .description('print each root as words to be read aloud and compared')
    .argument('<jwk...>', 'public root keys')
    .action(async (files: string[]) => {
      for (const file of files) printRoot(file, await readRoot(file));
    });
}

function ceremonyCommand(): Command {
  return new Command('ceremony')
    .description('sign the record that the roots were compared in person')
    .requiredOption('--nation <code=jwk>', 'root of a nation; repeat', namedPath)
    .requiredOption('--sign <code=pem>', 'private root of a nation; repeat', namedPath)
    .requiredOption('--out <file>', 'the signed record')
    .action(
      async ({
        nation,
        sign,
        out,
      }: {
        nation: Map<string, string>;
        sign: Map<string, string>;
        out: string;
      }) => {
        const roots = await readRoots(nation);
        const read = async ([code, path]: [string, string]) =>
          [code, importSigningKey(await readFile(path, 'utf8'))] as const;
        const signers = new Map(await Promise.all([...sign].map(read)));
        await writeJsonFile(out, await signRecord(roots, signers, new Date()));
        console.log(`signed by ${[...signers.keys()].join(' and ')}: ${out}`);
      },
    );
}

interface PartnerTrustOptions {
  nation: string;
  own: string;
  partner: Map<string, string>;
  ceremony: string;
  out: string;
}

/** The only way a root becomes trusted: from files carried by hand, confirmed by the signed record. */
function partnerTrustCommand(): Command {
  return new Command('trust')
    .description('pin the roots that the ceremony confirmed')
    .requiredOption('--nation <code>', 'own nation', nationCode)
    .requiredOption('--own <jwk>', 'own root')
    .requiredOption('--partner <code=jwk>', 'root of a partner; repeat', namedPath)
    .requiredOption('--ceremony <file>', 'signed record of the ceremony')
    .requiredOption('--out <file>', 'the trust file')
    .action(async ({ nation, own, partner, ceremony, out }: PartnerTrustOptions) => {
      const roots = await readRoots(namedPath(`${nation}=${own}`, partner));
      const record = await readJsonFile(ceremony);
      const { at } = await verifyRecord(record, roots);
      for (const [code, root] of Object.entries(roots)) printRoot(code, root);
      await writeJsonFile(out, { nation, roots, ceremony: record });
      console.log(`${nation} trusts the roots compared at ${at}: ${out}`);
    });
}

function printRoot(name: string, { kid }: Root): void {
  console.log(`${name} ${kid}`);
  for (const line of fingerprintWords(kid).split('\n')) console.log(`  ${line}`);
}
