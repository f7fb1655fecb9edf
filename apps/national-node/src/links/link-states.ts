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
    if (streams.length === 0) return { state: 'never', lastHeardAt: null };
    const limit = clocksOf(agreements, now).linkSilentSeconds * 1000;
    const heard = streams.map(({ heardAt }) => heardAt.getTime());
    // What lies ahead was heard before our own clock was set back: how long ago, nobody knows.
    const dated = heard.filter((at) => at <= now.getTime() + limit);
    const last = Math.max(...(dated.length > 0 ? dated : heard));
    const isUp = Math.abs(now.getTime() - last) <= limit;
    return { state: isUp ? 'up' : 'silent', lastHeardAt: new Date(last) };
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
