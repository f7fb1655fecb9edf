import { Inject, Injectable } from '@nestjs/common';
import type { PartnerAgreements } from '@passerelle/keys';
import { type InboundStream, LinkRepository, type OverdueReceipts } from '@passerelle/persistence';
import { DEFAULT_LINK_CLOCKS, type LinkClocks } from './link-clocks.js';

/** Never heard is not silent: an agreement may be signed long before the other side's node runs. */
export const LINK_STATES = ['up', 'silent', 'never'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** What the records say of a link, by the clocks of its agreement. */
@Injectable()
export class LinkStates {
  constructor(@Inject(LinkRepository) private readonly links: LinkRepository) {}

  of(
    agreements: PartnerAgreements,
    streams: readonly InboundStream[],
    now: Date,
  ): { state: LinkState; lastHeardAt: Date | null } {
    const heard = streams.map(({ heardAt }) => heardAt.getTime());
    if (heard.length === 0) return { state: 'never', lastHeardAt: null };
    const lastHeardAt = new Date(Math.max(...heard));
    const silentFor = now.getTime() - lastHeardAt.getTime();
    const { linkSilentSeconds } = clocksOf(agreements, now);
    return { state: silentFor > linkSilentSeconds * 1000 ? 'silent' : 'up', lastHeardAt };
  }

  async overdue(agreements: PartnerAgreements, now: Date): Promise<OverdueReceipts> {
    return this.links.overdue(agreements.partner, this.overdueBefore(agreements, now), now);
  }

  /** What was released before it should have been answered by now. */
  overdueBefore(agreements: PartnerAgreements, now: Date): Date {
    return new Date(now.getTime() - clocksOf(agreements, now).receiptOverdueSeconds * 1000);
  }
}

function clocksOf(agreements: PartnerAgreements, now: Date): LinkClocks {
  return agreements.governing(now)?.agreement.clocks ?? DEFAULT_LINK_CLOCKS;
}
