import type { JsonWebKey } from 'node:crypto';
import { flattenedVerify } from 'jose';
import { decode } from '../bytes/base64url.js';
import { canonicalBytes } from '../bytes/canonical.js';
import { digest } from '../bytes/digest.js';
import { parseStrictObject } from '../bytes/strict-json.js';
import { refuse } from '../errors.js';
import { importVerificationKey, type VerificationKey } from '../keys/keys.js';
import {
  AGREEMENT_TYPE,
  type AgreementSignature,
  CEREMONY_TYPE,
  type JointType,
  readGeneralJws,
  signerOf,
} from './general-jws.js';
import { partiesOf } from './sign-agreement.js';

export interface VerifiedAgreement {
  /** Still to be read by `parseAgreement`. */
  payload: unknown;
  /** SHA-256 of the payload bytes, base64url: how the agreement is cited. */
  hash: string;
  /** The nations that signed, in the order of the parties. */
  signers: string[];
}

/** Nation code to the root that we pinned for it; a key inside a document is never used. */
export type PinnedRoots = Readonly<Record<string, JsonWebKey>>;

/**
 * Verifies that every party signed exactly these bytes with the root that we pinned for it, and nobody else did.
 * @throws CredentialError `PSR_AGREEMENT_…`
 */
export function verifyAgreement(jws: unknown, roots: PinnedRoots): Promise<VerifiedAgreement> {
  return verifyJointly(AGREEMENT_TYPE, jws, roots);
}

/** The same for the record of a ceremony. */
export function verifyCeremony(jws: unknown, roots: PinnedRoots): Promise<VerifiedAgreement> {
  return verifyJointly(CEREMONY_TYPE, jws, roots);
}

async function verifyJointly(type: JointType, jws: unknown, roots: PinnedRoots): Promise<VerifiedAgreement> {
  const { payload, signatures } = readGeneralJws(jws);
  const bytes = decode(payload);
  const document = parseStrictObject(bytes);
  if (!canonicalBytes(document).equals(bytes)) refuse('PSR_AGREEMENT_NOT_CANONICAL');

  const parties = partiesOf(document);
  const keys = new Map(parties.map((nation) => [nation, rootOf(roots, nation)]));
  const signers = new Set<string>();
  for (const signature of signatures) {
    const nation = nationOf(signerOf(signature, type), keys);
    if (signers.has(nation)) refuse('PSR_AGREEMENT_SIGNER', 'signed twice');
    await verifyOne(payload, signature, keys.get(nation));
    signers.add(nation);
  }
  if (signers.size !== keys.size) refuse('PSR_AGREEMENT_SIGNATURE_MISSING');
  return { payload: document, hash: digest(bytes), signers: parties };
}

function rootOf(roots: PinnedRoots, nation: string): VerificationKey {
  const root = Object.hasOwn(roots, nation) ? roots[nation] : undefined;
  return root ? importVerificationKey(root) : refuse('PSR_AGREEMENT_SIGNER', 'no pinned root');
}

function nationOf(kid: string, keys: Map<string, VerificationKey>): string {
  const nation = [...keys].find(([, key]) => key.kid === kid)?.[0];
  return nation ?? refuse('PSR_AGREEMENT_SIGNER', 'not a pinned root');
}

async function verifyOne(
  payload: string,
  signature: AgreementSignature,
  key?: VerificationKey,
): Promise<void> {
  if (!key) return refuse('PSR_AGREEMENT_SIGNER');
  decode(signature.signature);
  try {
    await flattenedVerify({ ...signature, payload }, key.key, { algorithms: ['ES256'] });
  } catch {
    refuse('PSR_AGREEMENT_SIGNATURE_INVALID');
  }
}
