import type { KeyRole, Nation, PublicJwk, SharingAgreement } from '../agreement/agreement.js';

export type KeyRefusal = 'unknown-key' | 'revoked' | 'not-yet-valid' | 'expired';
export type KeyFound = { found: true; jwk: PublicJwk } | { found: false; reason: KeyRefusal };

/** The key that the agreement pins to this nation, role and kid, if it was to be believed at that moment. */
export function keyFor(
  agreement: SharingAgreement,
  nation: Nation,
  role: KeyRole,
  kid: string,
  at: Date,
): KeyFound {
  const key = agreement.keys.find(
    (each) => each.nation === nation && each.role === role && each.jwk.kid === kid,
  );
  if (!key) return { found: false, reason: 'unknown-key' };
  const moment = at.getTime();
  if (key.revokedSince !== undefined && moment >= Date.parse(key.revokedSince))
    return { found: false, reason: 'revoked' };
  if (!(moment >= Date.parse(key.notBefore))) return { found: false, reason: 'not-yet-valid' };
  if (!(moment < Date.parse(key.notAfter))) return { found: false, reason: 'expired' };
  return { found: true, jwk: key.jwk };
}

/** The keys of a role that a nation may use at that moment, the one valid longest first: the sender's choice. */
export function keysOf(agreement: SharingAgreement, nation: Nation, role: KeyRole, at: Date): PublicJwk[] {
  return agreement.keys
    .filter((key) => key.nation === nation && key.role === role)
    .filter((key) => keyFor(agreement, nation, role, key.jwk.kid, at).found)
    .sort((a, b) => Date.parse(b.notAfter) - Date.parse(a.notAfter))
    .map(({ jwk }) => jwk);
}
