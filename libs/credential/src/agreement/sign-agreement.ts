import { FlattenedSign } from 'jose';
import { decode } from '../bytes/base64url.js';
import { canonicalBytes } from '../bytes/canonical.js';
import { parseStrictObject } from '../bytes/strict-json.js';
import { refuse } from '../errors.js';
import { requireP256, type SigningKey } from '../keys/keys.js';
import {
  AGREEMENT_TYPE,
  CEREMONY_TYPE,
  type GeneralJws,
  isGeneralJws,
  type JointType,
  readGeneralJws,
  signerOf,
} from './general-jws.js';

/**
 * Adds a nation's signature: to a document, over its RFC 8785 bytes, or to what the other nation signed, over exactly
 * those bytes. The nation must be one of the document's `parties`, and signs once.
 */
export function signAgreement(document: unknown, key: SigningKey, nation: string): Promise<GeneralJws> {
  return signJointly(AGREEMENT_TYPE, document, key, nation);
}

/** The same for the record of the ceremony in which officers of all parties compared their roots. */
export function signCeremony(record: unknown, key: SigningKey, nation: string): Promise<GeneralJws> {
  return signJointly(CEREMONY_TYPE, record, key, nation);
}

async function signJointly(
  type: JointType,
  document: unknown,
  key: SigningKey,
  nation: string,
): Promise<GeneralJws> {
  const signed = isGeneralJws(document) ? readGeneralJws(document) : null;
  const bytes = signed ? decode(signed.payload) : canonicalBytes(document);
  if (!partiesOf(parseStrictObject(bytes)).includes(nation)) refuse('PSR_AGREEMENT_SIGNER', 'not a party');
  const signers = signed?.signatures.map((each) => signerOf(each, type)) ?? [];
  if (signers.includes(key.kid)) refuse('PSR_AGREEMENT_SIGNER', 'already signed');

  const addition = await new FlattenedSign(bytes)
    .setProtectedHeader({ alg: 'ES256', typ: type, kid: key.kid })
    .sign(requireP256(key.key));
  const { payload, protected: header = '', signature } = addition;
  return { payload, signatures: [...(signed?.signatures ?? []), { protected: header, signature }] };
}

/** The nations a signed document binds. */
export function partiesOf({ parties }: Record<string, unknown>): string[] {
  const sound = Array.isArray(parties) && parties.every((each) => typeof each === 'string');
  return sound && parties.length > 0 ? parties : refuse('PSR_AGREEMENT_MALFORMED', 'parties');
}
