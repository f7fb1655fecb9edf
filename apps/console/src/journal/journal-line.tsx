import { label } from '@passerelle/exchange-model';
import type { JournalEntry } from '../api/types.js';
import { eventDetail, eventText, reasonText } from '../case/event-text.js';
import { lang, t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { Time } from '../ui/time.js';

/** What somebody did, or should have done, stands out from what the machines did. */
const WEIGHTY = new Set([
  'acknowledged',
  'handed-back',
  'closed',
  'sighted',
  'not-acknowledged',
  'withdrawn',
]);

/** One thing that happened: when, what, about which case, by whom. */
export function JournalLine({ entry }: { entry: JournalEntry }) {
  const { at, kind, category } = entry;
  return (
    <li class={WEIGHTY.has(kind) ? 'weighty' : undefined}>
      <Time at={at} />
      <span class={kind === 'nobody-notified' ? 'journal-what error-text' : 'journal-what'}>
        {kind === 'receipt' ? receiptText(entry) : eventText(entry)}
      </span>
      <span>{category && <CaseLink entry={entry} text={label('category', category, lang.value)} />}</span>
      <bdi class="quiet journal-who">{kind === 'receipt' ? receiptDetail(entry) : eventDetail(entry)}</bdi>
    </li>
  );
}

function CaseLink({ entry: { notificationId, alertId, kind }, text }: { entry: JournalEntry; text: string }) {
  if (kind === 'receipt' && alertId) return <a href={`/alerts/${alertId}`}>{text}</a>;
  if (!notificationId) return <>{text}</>;
  return <a href={`/watch/${notificationId}${alertId ? `?alert=${alertId}` : ''}`}>{text}</a>;
}

const receiptText = ({ receipt = '' }: JournalEntry): string =>
  t('journal.receipt', { what: label('receiptKind', receipt, lang.value) });

function receiptDetail({ nation: code, receipt = '', reason }: JournalEntry): string {
  return [code && nation(code), reasonText(receipt, reason)].filter(Boolean).join(' · ');
}
