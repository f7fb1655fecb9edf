import type { AgreementInForce, Nation } from '../agreement/agreement.js';

export type AgreementRefusal = 'other-parties' | 'already-known' | 'older-version' | 'chain-broken';
export type Acceptance = { accepted: true } | { accepted: false; reason: AgreementRefusal };

/**
 * The versions of the one agreement between a nation and a partner, in the order they were accepted. Whoever calls
 * `accept` has verified both signatures. Versions chain by hash; an older one never comes back.
 */
export class AgreementBook {
  readonly #versions: AgreementInForce[] = [];

  constructor(
    readonly nation: Nation,
    readonly partner: Nation,
  ) {}

  accept(verified: AgreementInForce): Acceptance {
    const reason = this.#refusal(verified);
    if (reason) return { accepted: false, reason };
    this.#versions.push(verified);
    return { accepted: true };
  }

  #refusal({ agreement, hash }: AgreementInForce): AgreementRefusal | null {
    const { parties, id, version, previous } = agreement;
    if (!parties.includes(this.nation) || !parties.includes(this.partner)) return 'other-parties';
    if (this.byHash(hash)) return 'already-known';
    const latest = this.latest();
    if (!latest) return previous === null ? null : 'chain-broken';
    if (version <= latest.agreement.version) return 'older-version';
    const follows =
      previous === latest.hash && version === latest.agreement.version + 1 && id === latest.agreement.id;
    return follows ? null : 'chain-broken';
  }

  /** The version in force at that moment. A version that has begun ends the one before, even after it has expired itself. */
  inForce(now: Date): AgreementInForce | null {
    const begun = this.#begun(now);
    return begun && now.getTime() < Date.parse(begun.agreement.validUntil) ? begun : null;
  }

  /** The version to decide under: it may not be in force, and `decideRelease` then says why. */
  governing(now: Date): AgreementInForce | null {
    return this.#begun(now) ?? this.latest();
  }

  byHash(hash: string): AgreementInForce | null {
    return this.#versions.find((version) => version.hash === hash) ?? null;
  }

  latest(): AgreementInForce | null {
    return this.#versions.at(-1) ?? null;
  }

  #begun(now: Date): AgreementInForce | null {
    return (
      this.#versions.findLast(({ agreement }) => Date.parse(agreement.validFrom) <= now.getTime()) ?? null
    );
  }
}
