import { Inject, Injectable } from '@nestjs/common';
import { type ExchangedEntry, parseClearClaims } from '@passerelle/exchange-model';
import { ExchangedMessagesRepository, MessageRepository } from '@passerelle/persistence';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../../config.js';
import { AlertTokens } from '../../sharing/alert-tokens.js';
import { claimsOfJwt } from '../../vault/archived-token.js';
import { Content, messagePlace } from '../../vault/content.js';
import type { ExchangedRecords, Overdue, RangeReader } from './exchanged-records.js';

/** Messages without an answer that one reconciliation sends again. */
const MOST_UNANSWERED = 200;

/** Alerts: what our bridge says it released, and what we took in from a partner. */
@Injectable()
export class AlertRecords implements ExchangedRecords {
  readonly subject = 'alert';
  readonly released: RangeReader;
  readonly stored: RangeReader;

  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(ExchangedMessagesRepository) private readonly exchanged: ExchangedMessagesRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(Content) private readonly content: Content,
    @Inject(AlertTokens) private readonly tokens: AlertTokens,
  ) {
    const reader = (side: 'released' | 'stored'): RangeReader => ({
      digest: (manager, ...range) => exchanged.digest(manager, side, ...range),
      entries: (manager, ...range) => exchanged.entries(manager, side, ...range),
    });
    this.released = reader('released');
    this.stored = reader('stored');
  }

  mayHold(partner: string, entry: ExchangedEntry): Promise<boolean> {
    return this.exchanged.mayHold(partner, entry);
  }

  async resend(
    manager: EntityManager,
    _partner: string,
    entries: readonly ExchangedEntry[],
  ): Promise<ExchangedEntry[]> {
    const sent: ExchangedEntry[] = [];
    for (const entry of entries) if (await this.#resendOne(manager, entry)) sent.push(entry);
    return sent;
  }

  async resendUnanswered(manager: EntityManager, { partner, releasedBefore, now }: Overdue): Promise<number> {
    const overdue = await this.exchanged.unanswered(partner, releasedBefore, now, MOST_UNANSWERED);
    await this.resend(manager, partner, overdue);
    return overdue.length;
  }

  /** The very token that was signed: the receiver's inbox knows it by its digest. */
  async #resendOne(manager: EntityManager, { jti, ver }: ExchangedEntry): Promise<boolean> {
    const iss = this.config.nation;
    const message = await this.messages.find({ iss, jti, ver }, manager);
    if (!message) return false;
    const disclosures =
      message.disclosures === null
        ? []
        : await this.content.open<string[]>(
            message.alertId,
            messagePlace(iss, jti, ver),
            message.disclosures,
          );
    if (disclosures === null) return false; // erased: its withdrawal is what will be sent
    const claims = parseClearClaims(claimsOfJwt(message.tokenJwt));
    await this.tokens.send(manager, claims, `${[message.tokenJwt, ...disclosures].join('~')}~`);
    return true;
  }
}
