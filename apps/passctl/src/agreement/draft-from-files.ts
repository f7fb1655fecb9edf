import { join } from 'node:path';
import {
  type AgreementKey,
  type AgreementTemplate,
  draftAgreement,
  KEY_ROLES,
  type PublicJwk,
  type SharingAgreement,
} from '@passerelle/sharing-agreement';
import { readJsonFile } from '../files/json-file.js';

export interface DraftFiles {
  template: string;
  /** Nation to the folder of its public keys, `<role>.jwk.json`. */
  keys: ReadonlyMap<string, string>;
  validFrom: string;
  validUntil: string;
}

/** The template with the parties' public keys, each valid as long as the agreement. */
export async function draftFromFiles({
  template,
  keys,
  validFrom,
  validUntil,
}: DraftFiles): Promise<SharingAgreement> {
  const read = [...keys].flatMap(([nation, folder]) =>
    KEY_ROLES.map(async (role): Promise<AgreementKey> => {
      const jwk = (await readJsonFile(join(folder, `${role}.jwk.json`))) as PublicJwk;
      return { nation, role, jwk, notBefore: validFrom, notAfter: validUntil };
    }),
  );
  const document = (await readJsonFile(template)) as AgreementTemplate;
  return draftAgreement(document, { keys: await Promise.all(read), validFrom, validUntil });
}
