import { readFile } from 'node:fs/promises';
import { loadTrust } from '@passerelle/keys';
import { Command } from 'commander';
import { readJsonFile, writeJsonFile } from '../files/json-file.js';
import { namedPath, nationCode } from '../files/named-paths.js';
import { connect } from '../kafka/connect.js';
import { type DraftFiles, draftFromFiles } from './draft-from-files.js';
import { agreementMessage, publishAgreement } from './publish-agreement.js';
import { readSigned, signDocument } from './signed-agreement.js';

export function agreementCommand(): Command {
  return new Command('agreement')
    .description('draft, sign, verify and publish a sharing agreement')
    .addCommand(draftCommand())
    .addCommand(signCommand())
    .addCommand(verifyCommand())
    .addCommand(publishCommand());
}

function draftCommand(): Command {
  return new Command('draft')
    .description('fill a template with keys and dates')
    .requiredOption('--template <file>', 'what the parties negotiated')
    .requiredOption('--keys <code=folder>', 'public keys of a party; repeat', namedPath)
    .requiredOption('--valid-from <time>', 'RFC 3339 in UTC')
    .requiredOption('--valid-until <time>', 'RFC 3339 in UTC')
    .requiredOption('--out <file>', 'the document to sign')
    .action(async ({ out, ...files }: DraftFiles & { out: string }) => {
      const agreement = await draftFromFiles(files);
      await writeJsonFile(out, agreement);
      const { id, version, parties } = agreement;
      console.log(`${id} version ${version} between ${parties.join(' and ')}: ${out}`);
    });
}

interface SignOptions {
  document: string;
  nation: string;
  key: string;
  out: string;
}

function signCommand(): Command {
  return new Command('sign')
    .description('add a nation’s signature to a draft or to what the other nation signed')
    .requiredOption('--document <file>', 'draft or signed document')
    .requiredOption('--nation <code>', 'who signs', nationCode)
    .requiredOption('--key <pem>', 'private root of the nation')
    .requiredOption('--out <file>', 'the signed document')
    .action(async ({ document, nation, key, out }: SignOptions) => {
      const signed = await signDocument(await readJsonFile(document), await readFile(key, 'utf8'), nation);
      await writeJsonFile(out, signed);
      console.log(`signed by ${nation}, ${signed.signatures.length} in all: ${out}`);
    });
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('check both signatures against the pinned roots')
    .requiredOption('--file <file>', 'the signed document')
    .requiredOption('--trust <file>', 'the trust file')
    .action(async ({ file, trust }: { file: string; trust: string }) => {
      const { roots } = await loadTrust(trust);
      const { agreement, hash } = await readSigned(await readJsonFile(file), roots);
      console.log(`${agreement.id} version ${agreement.version} ${hash}`);
      console.log(`signed by ${agreement.parties.join(' and ')}`);
      console.log(`in force from ${agreement.validFrom} until ${agreement.validUntil}`);
    });
}

interface PublishOptions {
  file: string;
  nation: string;
  partner: string;
}

function publishCommand(): Command {
  return new Command('publish')
    .description('put the signed document on the nation’s agreement topic (KAFKA_* says where)')
    .requiredOption('--file <file>', 'the signed document')
    .requiredOption('--nation <code>', 'own nation', nationCode)
    .requiredOption('--partner <code>', 'the other party', nationCode)
    .action(async ({ file, nation, partner }: PublishOptions) => {
      const message = agreementMessage(await readJsonFile(file), nation, partner, new Date());
      const { kafka, registry } = connect(process.env, nation, partner);
      const topic = await publishAgreement(kafka, registry, message);
      console.log(`published ${message.key} on ${topic}`);
    });
}
