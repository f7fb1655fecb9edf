import type { EvidenceKind, ReceiptKind } from '@passerelle/exchange-model';

/** What a partner's receipt is called in our history. */
export const RECEIPT_EVIDENCE: Partial<Record<ReceiptKind, EvidenceKind>> = {
  delivered: 'received',
  refused: 'refused',
  acknowledged: 'acknowledged',
  displayed: 'displayed',
  'not-acknowledged': 'not-acknowledged',
  'handed-back': 'handed-back',
  actioned: 'actioned',
  superseded: 'superseded',
  erased: 'erased',
};

/** A version that came after a later one: taken note of, and no refusal. */
export const SUPERSEDED = 'superseded';
