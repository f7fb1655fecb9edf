import type { AlertDocument, WithdrawalReason } from '@passerelle/exchange-model';
import type { EntryShare, WatchlistEntry } from '@passerelle/persistence';

/** An own entry with what it says now. */
export interface EntryVersion {
  entry: WatchlistEntry;
  document: AlertDocument;
}

/** What one partner is to be told about an entry. */
export type EntryChange = { entry: WatchlistEntry; share: EntryShare } & (
  { act: 'add' | 'update'; document: AlertDocument } | { act: 'remove'; reason: WithdrawalReason }
);
