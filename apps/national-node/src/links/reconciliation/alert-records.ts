import { Inject, Injectable } from '@nestjs/common';
import { type ExchangedEntry, parseClearClaims } from '@passerelle/exchange-model';
import { ExchangedMessagesRepository, MessageRepository } from '@passerelle/persistence';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../../config.js';
import { AlertTokens } from '../../sharing/alert-tokens.js';
import { claimsOfJwt } from '../../vault/archived-token.js';
import { Content, messagePlace } from '../../vault/content.js';
import type { ExchangedRecords, RangeReader } from './exchanged-records.js';

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
      digest: (partner, prefix, asOf) => exchanged.digest(side, partner, prefix, asOf),
      entries: (partner, prefix, asOf) => exchanged.entries(side, partner, prefix, asOf),
    });
    this.released = reader('released');
    this.stored = reader('stored');
  }

  mayHold(partner: string, entry: ExchangedEntry): Promise<boolean> {
    return this.exchanged.mayHold(partner, entry);
  }

  unanswered(partner: string, releasedBefore: Date, now: Date, limit: number): Promise<ExchangedEntry[]> {
    return this.exchanged.unanswered(partner, releasedBefore, now, limit);
  }

  /** The very token that was signed: the receiver's inbox knows it by its digest. */
  async resend(manager: EntityManager, _partner: string, { jti, ver }: ExchangedEntry): Promise<boolean> {
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
