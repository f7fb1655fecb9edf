import { CredentialError, verifyAgreement } from '@passerelle/credential';
import { AgreementError, type AgreementRefusal, parseAgreement } from '@passerelle/sharing-agreement';
import type { Trust } from '../trust/trust.js';
import { PartnerAgreements } from './partner-agreements.js';

export type AgreementOutcome =
  | { accepted: true; id: string; version: number; hash: string; partner: string }
  | { accepted: false; reason: AgreementRefusal | 'unreadable' | (string & {}) };

/**
 * All agreements of a nation, each under the pinned roots of both its parties. Fed from the agreement topic; what is
 * not signed by both is refused and changes nothing.
 */
export class AgreementRegistry {
  readonly #byPartner: ReadonlyMap<string, PartnerAgreements>;

  constructor(
    readonly trust: Trust,
    partners: readonly string[],
  ) {
    this.#byPartner = new Map(
      partners.map((partner) => [partner, new PartnerAgreements(trust.nation, partner)]),
    );
  }

  get partners(): PartnerAgreements[] {
    return [...this.#byPartner.values()];
  }

  ofPartner(partner: string): PartnerAgreements | null {
    return this.#byPartner.get(partner) ?? null;
  }

  /** By the id that messages cite. */
  find(agreementId: string): PartnerAgreements | null {
    return this.partners.find((each) => each.latest()?.agreement.id === agreementId) ?? null;
  }

  /** Verifies both signatures over a document (JWS General JSON) and takes it as the next version, or says why not. */
  async accept(document: string): Promise<AgreementOutcome> {
    try {
      const { payload, hash, signers } = await verifyAgreement(JSON.parse(document), this.trust.roots);
      const agreement = parseAgreement(payload);
      if (!agreement.parties.every((party) => signers.includes(party))) {
        return { accepted: false, reason: 'signature-missing' };
      }
      const partner = agreement.parties.find((party) => party !== this.trust.nation) ?? '';
      const agreements = this.#byPartner.get(partner);
      if (!agreements) return { accepted: false, reason: 'other-parties' };
      const acceptance = agreements.book.accept({ agreement, hash });
      if (!acceptance.accepted) return acceptance;
      return { accepted: true, id: agreement.id, version: agreement.version, hash, partner };
    } catch (error) {
      if (error instanceof CredentialError || error instanceof AgreementError)
        return { accepted: false, reason: error.code };
      if (error instanceof SyntaxError) return { accepted: false, reason: 'unreadable' };
      throw error;
    }
  }
}
