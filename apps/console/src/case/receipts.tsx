import { label } from '@passerelle/exchange-model';
import type { Receipt } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { Time } from '../ui/time.js';
import { reasonText } from './event-text.js';

/** The signed receipts about this alert: what the other side knows of what we did. */
export function Receipts({ receipts }: { receipts: readonly Receipt[] }) {
  if (receipts.length === 0) return null;
  return (
    <section aria-labelledby="receipts-title">
      <h3 id="receipts-title">{t('caseFile.receipts')}</h3>
      <ol class="timeline">
        {receipts.map((receipt) => (
          <li key={receipt.at + receipt.kind}>
            <Time at={receipt.at} />
            <span>{label('receiptKind', receipt.kind, lang.value)}</span>
            <span class="quiet">
              {nation(receipt.by.nation)}
              {receipt.by.post && (
                <>
                  {' '}
                  <bdi dir="ltr">{receipt.by.post}</bdi>
                </>
              )}
              {receipt.reason && ` · ${reasonText(receipt.kind, receipt.reason)}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
