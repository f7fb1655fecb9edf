import { FlattenedSign } from 'jose';
import { decode } from '../bytes/base64url.js';
import { canonicalBytes } from '../bytes/canonical.js';
import { parseStrictObject } from '../bytes/strict-json.js';
import { refuse } from '../errors.js';
import { requireP256, type SigningKey } from '../keys/keys.js';
import { AGREEMENT_TYPE, type GeneralJws, isGeneralJws, readGeneralJws, signerOf } from './general-jws.js';

/**
 * Adds a nation's signature: to a document, over its RFC 8785 bytes, or to what the other nation signed, over exactly
 * those bytes. The nation must be a party, and signs once.
 */
export async function signAgreement(document: unknown, key: SigningKey, nation: string): Promise<GeneralJws> {
  const signed = isGeneralJws(document) ? readGeneralJws(document) : null;
  const bytes = signed ? decode(signed.payload) : canonicalBytes(document);
  if (!partiesOf(parseStrictObject(bytes)).includes(nation)) refuse('PSR_AGREEMENT_SIGNER', 'not a party');
  if (signed?.signatures.some((each) => signerOf(each) === key.kid))
    refuse('PSR_AGREEMENT_SIGNER', 'already signed');

  const {
    payload,
    protected: header,
    signature,
  } = await new FlattenedSign(bytes)
    .setProtectedHeader({ alg: 'ES256', typ: AGREEMENT_TYPE, kid: key.kid })
    .sign(requireP256(key.key));
  if (header === undefined) return refuse('PSR_AGREEMENT_MALFORMED');
  return { payload, signatures: [...(signed?.signatures ?? []), { protected: header, signature }] };
}

/** The nations a signed document binds. */
export function partiesOf({ parties }: Record<string, unknown>): string[] {
  const sound = Array.isArray(parties) && parties.every((each) => typeof each === 'string');
  return sound && parties.length > 0 ? parties : refuse('PSR_AGREEMENT_MALFORMED', 'parties');
}
