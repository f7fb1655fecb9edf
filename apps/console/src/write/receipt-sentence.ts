import { label, type Language, SIGHTED } from '@passerelle/exchange-model';
import { clauseNumber, clauseTitle } from '../api/clauses.js';
import type { Receipt } from '../api/types.js';
import { t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { backwards } from '../ui/backwards.js';

/** A receipt as a sentence an officer would say; the time stands beside it. */
export function receiptSentence(receipt: Receipt, partners: readonly string[], language: Language): string {
  const { kind, by, clause, reason } = receipt;
  const who = nation(by.nation, 'by');
  switch (kind) {
    case 'accepted':
      return t('write.r_accepted');
    case 'withheld':
      return withheldSentence(clause, reason, partners, language);
    case 'delivered':
      return t('write.r_delivered', { by: who });
    case 'refused':
      return t('write.r_refused', { by: who, reason: reason ?? '' });
    case 'displayed':
      return t('write.r_displayed', { by: who, role: roleOf(receipt, language) });
    case 'acknowledged':
      return t('write.r_acknowledged', { by: who, role: roleOf(receipt, language) });
    case 'not-acknowledged':
      return t('write.r_notAcknowledged', { nation: nation(by.nation, 'the') });
    case 'handed-back':
      return t('write.r_handedBack', { by: who });
    case 'actioned':
      return t(reason?.startsWith(SIGHTED) ? 'write.r_sighted' : 'write.r_actioned', {
        by: who,
        outcome: outcomeOf(reason ?? '', language),
      });
    case 'superseded':
      return t('write.r_superseded', { by: who });
    case 'erased':
      return t('write.r_erased', { by: who });
    default:
      return label('receiptKind', kind, language);
  }
}

function withheldSentence(
  clause: string | undefined,
  reason: string | undefined,
  partners: readonly string[],
  language: Language,
): string {
  if (reason === 'needs-approval') return t('write.r_needsApproval');
  if (!clause) return t('write.r_withheldNoAgreement');
  const title = partners.map((partner) => clauseTitle(partner, clause, language)).find(Boolean) ?? '';
  return t('write.r_withheld', { a: clauseNumber(clause), title });
}

/** An outcome or a sighting; a code that is none stays a code. */
function outcomeOf(reason: string, language: Language): string {
  if (reason.startsWith(SIGHTED)) return label('sighting', reason.slice(SIGHTED.length), language);
  return label('outcome', reason, language);
}

function roleOf({ by }: Receipt, language: Language): string {
  const words = label('officer', by.role, language);
  return by.post ? `${words}, ${by.post}` : words;
}

/** The way of an alert, for receipts of the same second: one nation counts in milliseconds, the other in seconds. */
const STEPS = [
  'accepted',
  'withheld',
  'delivered',
  'refused',
  'displayed',
  'acknowledged',
  'handed-back',
  'actioned',
];

/** Newest first: what came last is what an officer wants to know. */
export function newestFirst(receipts: readonly Receipt[]): Receipt[] {
  const second = ({ at }: Receipt): number => Math.floor(Date.parse(at) / 1_000);
  return backwards(
    receipts
      .slice()
      .sort(
        (one, other) => second(one) - second(other) || STEPS.indexOf(one.kind) - STEPS.indexOf(other.kind),
      ),
  );
}
