import { Inject, Injectable } from '@nestjs/common';
import type { ExchangedEntry } from '@passerelle/exchange-model';
import { ExchangedEntriesRepository, SentBlockRepository } from '@passerelle/persistence';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../../config.js';
import { BlockRepeats } from '../../watchlists/block-repeats.js';
import type { ExchangedRecords, Overdue, RangeReader } from './exchanged-records.js';

/** Blocks without an answer that one reconciliation sends again: each may be half a megabyte. */
const MOST_UNANSWERED = 20;

/** Entries of watchlists: the last version of ours that left, and the partner's as they stand here. */
@Injectable()
export class EntryRecords implements ExchangedRecords {
  readonly subject = 'entry';
  readonly released: RangeReader;
  readonly stored: RangeReader;

  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(ExchangedEntriesRepository) private readonly exchanged: ExchangedEntriesRepository,
    @Inject(SentBlockRepository) private readonly blocks: SentBlockRepository,
    @Inject(BlockRepeats) private readonly repeats: BlockRepeats,
  ) {
    const { nation } = config;
    this.released = {
      digest: (manager, partner, prefix, asOf) =>
        exchanged.releasedDigest(manager, { nation, partner, prefix, asOf }),
      entries: (manager, partner, prefix, asOf) =>
        exchanged.released(manager, { nation, partner, prefix, asOf }),
    };
    this.stored = {
      digest: (manager, partner, prefix, asOf) =>
        exchanged.storedDigest(manager, { nation, partner, prefix, asOf }),
      entries: (manager, partner, prefix, asOf) =>
        exchanged.stored(manager, { nation, partner, prefix, asOf }),
    };
  }

  mayHold(partner: string, entry: ExchangedEntry): Promise<boolean> {
    return this.exchanged.mayHold(this.config.nation, partner, entry);
  }

  resend(
    manager: EntityManager,
    partner: string,
    entries: readonly ExchangedEntry[],
  ): Promise<ExchangedEntry[]> {
    return this.repeats.carryAgain(manager, partner, entries);
  }

  async resendUnanswered(manager: EntityManager, { partner, releasedBefore, now }: Overdue): Promise<number> {
    const overdue = await this.blocks.unanswered(manager, partner, releasedBefore, now, MOST_UNANSWERED);
    for (const jti of overdue) await this.repeats.repeatBlock(manager, jti);
    return overdue.length;
  }
}
