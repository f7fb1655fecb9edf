import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  canonicalBytes,
  CredentialError,
  digest,
  type GeneralJws,
  publicJwk,
  signAgreement,
  signCeremony,
  type SigningKey,
  verifyAgreement,
  verifyCeremony,
} from '../index.js';

const root = (): SigningKey => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid: publicJwk(privateKey).kid, key: privateKey };
};
const [mauritania, mali, stranger] = [root(), root(), root()];
const roots: Record<string, JsonWebKey> = { MR: publicJwk(mauritania.key), ML: publicJwk(mali.key) };
const document = { title: 'Accord', parties: ['MR', 'ML'], version: 1 };

const one = await signAgreement(document, mauritania, 'MR');
const both = await signAgreement(one, mali, 'ML');

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const [first, second] = both.signatures as [GeneralJws['signatures'][0], GeneralJws['signatures'][0]];

/** 64 bytes leave four bits of the last character unused. */
const spareBits = (signature: string): string =>
  signature.slice(0, -1) + { A: 'B', Q: 'R', g: 'h', w: 'x' }[signature.at(-1) as 'A'];

async function codeOf(verification: Promise<unknown>): Promise<string> {
  try {
    await verification;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error;
    return error.code;
  }
}

describe('verifyAgreement', () => {
  it('reads what both nations signed, in either order, and cites it by the hash of its canonical bytes', async () => {
    const turned = { ...both, signatures: [second, first] };
    for (const jws of [both, turned]) {
      expect(await verifyAgreement(jws, roots)).toEqual({
        payload: document,
        hash: digest(canonicalBytes(document)),
        signers: ['MR', 'ML'],
      });
    }
  });

  it.each<[string, unknown, string]>([
    ['one signature of the two', one, 'PSR_AGREEMENT_SIGNATURE_MISSING'],
    ['one nation signing twice', { ...both, signatures: [first, first] }, 'PSR_AGREEMENT_SIGNER'],
    ['no signature', { ...both, signatures: [] }, 'PSR_AGREEMENT_MALFORMED'],
    [
      'a changed payload',
      { ...both, payload: base64url({ parties: ['MR', 'ML'], title: 'Autre', version: 1 }) },
      'PSR_AGREEMENT_SIGNATURE_INVALID',
    ],
    [
      'a payload that is not canonical',
      { ...both, payload: base64url(document) },
      'PSR_AGREEMENT_NOT_CANONICAL',
    ],
    ['a payload without parties', { ...both, payload: base64url({ version: 1 }) }, 'PSR_AGREEMENT_MALFORMED'],
    [
      'a party that we pinned no root for',
      { ...both, payload: base64url({ parties: ['MR', 'SN'] }) },
      'PSR_AGREEMENT_SIGNER',
    ],
    [
      'the signature of the other nation',
      { ...both, signatures: [first, { ...first, protected: second.protected }] },
      'PSR_AGREEMENT_SIGNATURE_INVALID',
    ],
    [
      'a spelling with spare bits',
      { ...both, signatures: [first, { ...second, signature: spareBits(second.signature) }] },
      'PSR_BASE64URL_NOT_CANONICAL',
    ],
    [
      'an unprotected header',
      { ...both, signatures: [first, { ...second, header: { kid: mali.kid } }] },
      'PSR_AGREEMENT_MALFORMED',
    ],
    ['a member more', { ...both, comment: 'x' }, 'PSR_AGREEMENT_MALFORMED'],
    ['a compact JWS', `${first.protected}.${both.payload}.${first.signature}`, 'PSR_AGREEMENT_MALFORMED'],
  ])('refuses %s', async (_, jws, code) => {
    expect(await codeOf(verifyAgreement(jws, roots))).toBe(code);
  });

  it.each([
    [{ alg: 'none', typ: 'passerelle-agreement+jws', kid: mali.kid }, 'PSR_HEADER_ALGORITHM'],
    [{ alg: 'ES256', typ: 'passerelle-alert+sd-jwt', kid: mali.kid }, 'PSR_HEADER_TYPE'],
    [{ alg: 'ES256', typ: 'passerelle-agreement+jws', kid: mali.kid, jwk: {} }, 'PSR_HEADER_MEMBER'],
    [{ alg: 'ES256', typ: 'passerelle-agreement+jws', kid: mali.kid, crit: ['b64'] }, 'PSR_HEADER_MEMBER'],
    [{ alg: 'ES256', typ: 'passerelle-agreement+jws', kid: stranger.kid }, 'PSR_AGREEMENT_SIGNER'],
    [{ alg: 'ES256', typ: 'passerelle-agreement+jws' }, 'PSR_HEADER_MEMBER'],
  ])('refuses the header %j with %s', async (header, code) => {
    const jws = { ...both, signatures: [first, { ...second, protected: base64url(header) }] };
    expect(await codeOf(verifyAgreement(jws, roots))).toBe(code);
  });

  it('does not believe a stranger who signed under his own key', async () => {
    const forged = await signAgreement(one, stranger, 'ML');
    expect(await codeOf(verifyAgreement(forged, roots))).toBe('PSR_AGREEMENT_SIGNER');
  });

  it('takes no third signature', async () => {
    const third = await signAgreement(both, stranger, 'ML');
    expect(await codeOf(verifyAgreement(third, roots))).toBe('PSR_AGREEMENT_SIGNER');
  });

  it('does not take a private key, or one with a false kid, for a root', async () => {
    const secret = { ...roots, ML: mali.key.export({ format: 'jwk' }) };
    expect(await codeOf(verifyAgreement(both, secret))).toBe('PSR_KEY_UNSUITABLE');
    const renamed = { ...roots, ML: { ...publicJwk(mali.key), kid: mauritania.kid } };
    expect(await codeOf(verifyAgreement(both, renamed))).toBe('PSR_KEY_UNSUITABLE');
  });
});

describe('the record of a ceremony', () => {
  it('is signed and verified alike, and never taken for an agreement', async () => {
    const record = await signCeremony(await signCeremony(document, mauritania, 'MR'), mali, 'ML');
    expect((await verifyCeremony(record, roots)).payload).toEqual(document);
    expect(await codeOf(verifyAgreement(record, roots))).toBe('PSR_HEADER_TYPE');
    expect(await codeOf(verifyCeremony(both, roots))).toBe('PSR_HEADER_TYPE');
  });
});

describe('signAgreement', () => {
  it('signs for a party only, and once', async () => {
    expect(await codeOf(signAgreement(document, mauritania, 'SN'))).toBe('PSR_AGREEMENT_SIGNER');
    expect(await codeOf(signAgreement(one, mauritania, 'MR'))).toBe('PSR_AGREEMENT_SIGNER');
  });

  it('adds its signature to exactly the bytes that the other nation signed', () => {
    expect(both.payload).toBe(one.payload);
    expect(both.signatures[0]).toEqual(one.signatures[0]);
  });
});
