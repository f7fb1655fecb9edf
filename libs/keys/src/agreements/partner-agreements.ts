import type { VerificationKey } from '@passerelle/credential';
import {
  AgreementBook,
  type AgreementInForce,
  keyFor,
  type KeyRole,
  keysOf,
  type PublicJwk,
} from '@passerelle/sharing-agreement';
import { createPublicKey, type KeyObject } from 'node:crypto';

/** The versions of the one agreement with a partner, and the keys they pin. */
export class PartnerAgreements {
  readonly book: AgreementBook;
  /** Parsed once: a KeyObject made anew for every message costs three times its use. */
  readonly #parsed = new Map<string, KeyObject>();

  constructor(
    readonly nation: string,
    readonly partner: string,
  ) {
    this.book = new AgreementBook(nation, partner);
  }

  inForce(now: Date): AgreementInForce | null {
    return this.book.inForce(now);
  }

  /** The version to decide under; `decideRelease` says when it is not in force. */
  governing(now: Date): AgreementInForce | null {
    return this.book.governing(now);
  }

  latest(): AgreementInForce | null {
    return this.book.latest();
  }

  byHash(hash: string): AgreementInForce | null {
    return this.book.byHash(hash);
  }

  /**
   * The key that the governing version pins to this nation, role and kid; null when it is unknown, revoked or outside
   * its dates. A key the latest version has revoked is never believed, whatever version a message cites.
   */
  verificationKey(nation: string, role: KeyRole, kid: string, at: Date): VerificationKey | null {
    const agreement = (this.book.governing(at) ?? this.book.latest())?.agreement;
    if (!agreement) return null;
    const found = keyFor(agreement, nation, role, kid, at);
    return found.found ? { kid, key: this.#parse(found.jwk) } : null;
  }

  /** The gate to seal to.
   * @throws Error when the agreement pins none at that moment: nothing can be sealed then
   */
  gateKey(nation: string, at: Date): VerificationKey {
    const agreement = (this.book.governing(at) ?? this.book.latest())?.agreement;
    const [jwk] = agreement ? keysOf(agreement, nation, 'gate', at) : [];
    if (!jwk) throw new Error(`no gate key of ${nation} is valid`);
    return { kid: jwk.kid, key: this.#parse(jwk) };
  }

  /** The release key our bridge is expected to use, for `cnf`. */
  releaseKid(at: Date): string | null {
    const agreement = (this.book.governing(at) ?? this.book.latest())?.agreement;
    return (agreement && keysOf(agreement, this.nation, 'release', at)[0]?.kid) ?? null;
  }

  #parse(jwk: PublicJwk): KeyObject {
    const known = this.#parsed.get(jwk.kid);
    if (known) return known;
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    this.#parsed.set(jwk.kid, key);
    return key;
  }
}
