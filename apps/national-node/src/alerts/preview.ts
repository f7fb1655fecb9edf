import { Inject, Injectable } from '@nestjs/common';
import {
  type AlertDocument,
  type ClearClaims,
  documentOf,
  groupsOf,
  type PartialAlertDocument,
} from '@passerelle/exchange-model';
import { AgreementRegistry } from '@passerelle/keys';
import type { ReleaseDecision, Withheld } from '@passerelle/sharing-agreement';
import { AlertSharing } from '../sharing/alert-sharing.js';

/** What one partner would see of a document, and which clause keeps the rest back. */
export interface PartnerPreview {
  partner: string;
  decision: ReleaseDecision['outcome'];
  clause: string | null;
  reason?: string;
  /** Empty when nothing would leave. */
  released: PartialAlertDocument;
  withheld: Withheld[];
}

/** Asks the agreements about a document without storing anything: the same question the bridge will be asked. */
@Injectable()
export class Preview {
  constructor(
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(AlertSharing) private readonly sharing: AlertSharing,
  ) {}

  of(document: AlertDocument): PartnerPreview[] {
    return this.agreements.partners.map((partner) => {
      const { decision } = this.sharing.decide(document, partner, 'alert.issued');
      return {
        partner: partner.partner,
        decision: decision.outcome,
        clause: decision.clause ?? null,
        ...(decision.outcome !== 'release' && { reason: decision.reason }),
        released: decision.outcome === 'release' ? released(document, decision.groups) : {},
        withheld: decision.withheld,
      };
    });
  }
}

/** Through the groups and back, as the receiver will read them. */
function released(document: AlertDocument, names: readonly string[]): PartialAlertDocument {
  const groups = Object.fromEntries(
    Object.entries(groupsOf(document)).filter(([name]) => names.includes(name)),
  );
  const clear = {
    cat: document.category,
    urg: document.urgency,
    sta: document.status,
    hnd: document.handling,
    exp: Math.floor(Date.parse(document.expiresAt) / 1000),
  } as ClearClaims;
  return documentOf(clear, groups);
}
