import { label } from '@passerelle/exchange-model';
import type { JournalEntry } from '../api/types.js';
import { eventDetail, eventText } from '../case/event-text.js';
import { lang, t } from '../i18n/index.js';
import { officer } from '../session/session.js';
import { receiptSentence } from '../write/receipt-sentence.js';
import { clock } from '../time/format.js';

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
      <time dateTime={at} class="num">
        <bdi dir="ltr">{clock(at)}</bdi>
      </time>
      <span class={kind === 'nobody-notified' ? 'journal-what error-text' : 'journal-what'}>
        {kind === 'receipt' ? receiptText(entry) : eventText(entry)}
      </span>
      <span>{category && <CaseLink entry={entry} text={label('category', category, lang.value)} />}</span>
      <bdi class="quiet journal-who">{kind === 'receipt' ? t('journal.ours') : eventDetail(entry)}</bdi>
    </li>
  );
}

function CaseLink({ entry: { notificationId, alertId, kind }, text }: { entry: JournalEntry; text: string }) {
  if (kind === 'receipt' && alertId) return <a href={`/alerts/${alertId}`}>{text}</a>;
  return notificationId ? <a href={`/watch/${notificationId}`}>{text}</a> : <>{text}</>;
}

/** A receipt about one of our own alerts, as the page of that alert says it. */
function receiptText({
  receipt = '',
  at,
  version,
  nation = '',
  role = '',
  post,
  clause,
  reason,
}: JournalEntry): string {
  const by = { nation, role, ...(post !== undefined && { post }) };
  const rest = { ...(clause !== undefined && { clause }), ...(reason !== undefined && { reason }) };
  const partners = officer.value?.partners ?? [];
  return receiptSentence({ kind: receipt, at, version, by, ...rest }, partners, lang.value);
}
