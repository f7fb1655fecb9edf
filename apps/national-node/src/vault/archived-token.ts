import type { Groups } from '@passerelle/exchange-model';

/** The clear claims of an archived issuer JWT, verified when it was archived; `_sd` and `_sd_alg` left out. */
export function claimsOfJwt(jwt: string): Record<string, unknown> {
  const [, payload = ''] = jwt.split('.');
  const {
    _sd: _digests,
    _sd_alg: _algorithm,
    ...claims
  } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  return claims;
}

/** Disclosures `[salt, group, value]` (RFC 9901 §4.2.1), read back as groups. */
export function groupsOfDisclosures(disclosures: readonly string[]): Groups {
  return Object.fromEntries(
    disclosures.map((each) => {
      const [, group, value] = JSON.parse(Buffer.from(each, 'base64url').toString()) as [
        string,
        string,
        unknown,
      ];
      return [group, value];
    }),
  );
}

/** An array element `[salt, value]` (RFC 9901 §4.2.2) without its digests: the clear part of an archived entry. */
export function elementOfDisclosure(element: string): Record<string, unknown> {
  const [, value] = JSON.parse(Buffer.from(element, 'base64url').toString()) as [
    string,
    Record<string, unknown>,
  ];
  const { _sd: _digests, ...claims } = value;
  return claims;
}
