import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { betweenParties } from './agreement-template.js';
import { authorityKeyOf } from './ceremony.js';
import { exists } from './files.js';
import type { NationLayout } from './layout.js';
import { type AgreementPlan, slug } from './nations.js';
import { passctl } from './passctl.js';
import type { Progress } from './progress.js';

/** Drafts, has both nations sign and verify, and publishes to both clusters, once. */
export async function concludeAgreement(
  plan: AgreementPlan,
  layouts: readonly NationLayout[],
  folder: string,
  progress: Progress,
): Promise<void> {
  const parties = plan.parties.map((code) => partyOf(layouts, code));
  const name = plan.parties.map(slug).join('-');
  const signed = join(folder, `${name}.jws.json`);
  await mkdir(folder, { recursive: true });
  if (!(await exists(signed))) await sign(plan, parties, signed, progress);
  for (const party of parties) await publishOnce(party, parties, signed, name, progress);
}

async function sign(
  { template, parties: codes }: AgreementPlan,
  parties: readonly NationLayout[],
  signed: string,
  progress: Progress,
): Promise<void> {
  const document = `${signed}.draft`;
  const text = `${signed}.template`;
  await writeFile(text, betweenParties(await readFile(template, 'utf8'), codes));
  const { from, until } = oneYearFrom(new Date());
  const keys = parties.flatMap((party) => ['--keys', `${party.nation.code}=${party.publicKeys}`]);
  const validity = ['--valid-from', from, '--valid-until', until];
  progress.quote(
    await passctl(['agreement', 'draft', '--template', text, ...keys, ...validity, '--out', document]),
  );
  for (const party of parties) {
    progress.say(`agreement ${codes.join('–')}: ${party.nation.code} signs`);
    const signer = ['--nation', party.nation.code, '--key', authorityKeyOf(party)];
    await passctl(['agreement', 'sign', '--document', document, ...signer, '--out', document]);
  }
  for (const party of parties) {
    progress.quote(await passctl(['agreement', 'verify', '--file', document, '--trust', party.trustFile]));
  }
  await rm(text);
  await rename(document, signed);
}

/** Published again after a crash in between, which is harmless: the same version is known already. */
async function publishOnce(
  party: NationLayout,
  parties: readonly NationLayout[],
  signed: string,
  name: string,
  progress: Progress,
): Promise<void> {
  const marker = party.path(`agreement-${name}.published`);
  if (await exists(marker)) return;
  const partner = parties.find((other) => other !== party)?.nation.code ?? '';
  const { caFile, certFile, keyFile } = party.credentials('authority');
  const env = {
    KAFKA_BROKERS: party.broker,
    KAFKA_CA_FILE: caFile,
    KAFKA_CERT_FILE: certFile,
    KAFKA_KEY_FILE: keyFile,
  };
  const whom = ['--nation', party.nation.code, '--partner', partner];
  await passctl(['agreement', 'publish', '--file', signed, ...whom], env);
  await writeFile(marker, '');
  progress.say(`agreement ${name}: published in ${party.nation.code}`);
}

function partyOf(layouts: readonly NationLayout[], code: string): NationLayout {
  const layout = layouts.find(({ nation }) => nation.code === code);
  if (!layout) throw new Error(`an agreement names ${code}, which is no nation of this sandbox`);
  return layout;
}

function oneYearFrom(now: Date): { from: string; until: string } {
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + 1);
  // Whole seconds, as releases count them: a message of the first second is in force too.
  const second = (moment: Date) => `${moment.toISOString().slice(0, 19)}Z`;
  return { from: second(now), until: second(until) };
}
