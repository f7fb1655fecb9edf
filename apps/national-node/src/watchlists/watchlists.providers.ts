import {
  BulkImportRepository,
  ExchangedEntriesRepository,
  repository,
  SentBlockRepository,
  WatchlistEntryRepository,
  WatchlistLookupRepository,
  WatchlistMessageRepository,
  WatchlistReceiptRepository,
  WatchlistShareRepository,
} from '@passerelle/persistence';
import { BlockAdmission } from '../admission/block-admission.js';
import { BlockReceiptAdmission } from '../admission/block-receipt-admission.js';
import { BlockOutcomes } from '../outcomes/block-outcomes.js';
import { BlockHeads } from './block-heads.js';
import { BlockReceipts } from './block-receipts.js';
import { BlockRepeats } from './block-repeats.js';
import { BlockTokens } from './block-tokens.js';
import { EntryErasure } from './entry-erasure.js';
import { EntryReading } from './entry-reading.js';
import { EntrySharing } from './entry-sharing.js';
import { LookupMacs } from './lookup-macs.js';
import { Lookups } from './lookups.js';
import { WatchlistChanges } from './watchlist-changes.js';

/** Everything of watchlists; `NationalNodeModule` has the rest that they use. */
export const WATCHLISTS = [
  repository(WatchlistEntryRepository),
  repository(WatchlistShareRepository),
  repository(WatchlistMessageRepository),
  repository(SentBlockRepository),
  repository(ExchangedEntriesRepository),
  repository(WatchlistLookupRepository),
  repository(WatchlistReceiptRepository),
  repository(BulkImportRepository),
  LookupMacs,
  Lookups,
  BlockReceipts,
  BlockHeads,
  BlockTokens,
  BlockRepeats,
  EntrySharing,
  EntryErasure,
  EntryReading,
  WatchlistChanges,
  BlockAdmission,
  BlockReceiptAdmission,
  BlockOutcomes,
];
