import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, digest, thumbprint } from '@passerelle/credential';

const vector = (name: string): Buffer => readFileSync(new URL(`vectors/${name}`, import.meta.url));
const json = (name: string): unknown => JSON.parse(vector(name).toString('utf8'));

interface Section5 {
  issuerKey: JsonWebKey;
  holderKey: JsonWebKey;
  issued: string;
  presentation: string;
  disclosures: { name: string | null; disclosure: string; digest: string }[];
}

describe('RFC 9901 section 5', () => {
  const { issuerKey, holderKey, issued, presentation, disclosures } = json(
    'rfc9901/section-5.json',
  ) as Section5;
  const end = presentation.lastIndexOf('~') + 1;

  function verifies(jws: string, jwk: JsonWebKey): boolean {
    const [header, payload, signature = ''] = jws.split('.');
    const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const };
    return verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
  }

  const claims = (jws: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

  it('is signed by the keys it prints', () => {
    expect(verifies(issued.split('~')[0] ?? '', issuerKey)).toBe(true);
    expect(verifies(presentation.slice(end), holderKey)).toBe(true);
  });

  it.each(disclosures)('has the digest that we compute for $name', ({ disclosure, digest: expected }) => {
    expect(digest(disclosure)).toBe(expected);
  });

  it('binds the presentation by the sd_hash that we compute', () => {
    expect(claims(presentation.slice(end))).toHaveProperty('sd_hash', digest(presentation.slice(0, end)));
  });

  it('presents whole disclosures of what was issued, and nothing else', () => {
    const all = issued.split('~').slice(1, -1);
    for (const each of presentation.slice(0, end).split('~').slice(1, -1)) expect(all).toContain(each);
  });
});

describe('RFC 8785', () => {
  it.each(['values', 'weird'])('gives the bytes of the example %s', (name) => {
    const expected = vector(`rfc8785/${name}.output.json`).toString('utf8');
    expect(canonicalBytes(json(`rfc8785/${name}.input.json`)).toString('utf8')).toBe(expected);
  });

  const { numbers } = json('rfc8785/numbers.json') as { numbers: [bytes: string, text: string][] };
  it.each(numbers)('writes the number %s as %s', (bytes, text) => {
    expect(canonicalBytes(Buffer.from(bytes, 'hex').readDoubleBE()).toString()).toBe(text);
  });

  it.each([
    ['not a number', NaN],
    ['infinity', Infinity],
    ['a lone surrogate', '\ud800'],
    ['nothing', undefined],
  ])('has no bytes for %s', (_, value) => {
    expect(() => canonicalBytes(value)).toThrow();
  });
});

describe('RFC 7638', () => {
  it('gives an EC key the same thumbprint in whatever order and company its members stand', () => {
    const { x, y } = (json('rfc9901/section-5.json') as Section5).issuerKey;
    const plain = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' };
    expect(thumbprint({ alg: 'ES256', y: plain.y, use: 'sig', x: plain.x, crv: 'P-256', kty: 'EC' })).toBe(
      thumbprint(plain),
    );
  });

  it('gives the Ed25519 key of RFC 8037 appendix A.3 the thumbprint printed there', () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect(thumbprint(jwk)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });
});
