import type { EntryReceipt } from '@passerelle/persistence';
import { SUPERSEDED } from '../admission/receipt-evidence.js';

/** A receipt of a block as one of its entries sees it: one that `delivered` names was not delivered. */
export function receiptItem({ kind, at, byNation, byRole, named, clause, reason }: EntryReceipt): object {
  const excepted = kind === 'delivered' && named;
  const own = reason === SUPERSEDED ? SUPERSEDED : 'refused';
  return {
    kind: excepted ? own : kind,
    at,
    by: { nation: byNation, role: byRole },
    ...(clause !== null && { clause }),
    ...(reason !== null && reason !== own && { reason }),
  };
}
