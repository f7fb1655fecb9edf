import { type AlertDocument, label } from '@passerelle/exchange-model';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { loadAgreements } from '../api/clauses.js';
import type { AlertItem, Receipt } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { items } from '../offline/outbox.js';
import { isUnsent } from '../offline/outbox-item.js';
import { documentIn } from '../offline/same-document.js';
import type { PageProperties } from '../routing/routes.js';
import { officer } from '../session/session.js';
import { PriorityMark } from '../ui/priority-mark.js';
import { Time } from '../ui/time.js';
import { PreviewPane } from './preview-pane.js';
import { newestFirst, receiptSentence } from './receipt-sentence.js';
import { useOwnAlert } from './use-own-alert.js';
import { usePreview } from './use-preview.js';
import { WithdrawDialog } from './withdraw-dialog.js';
import './write.css';

/** One of our alerts: how far it has come, what the partner sees of it, and what can still be done. */
export default function OwnAlertPage({ parameters }: PageProperties) {
  const alertId = parameters['alertId'] ?? '';
  const { alert, receipts, found, reload } = useOwnAlert(alertId);
  useEffect(() => void loadAgreements(), []);
  if (alert.value === null) {
    const words = found.value === 'unknown' ? t('write.unknownAlert') : t('shell.offlineKept');
    return <p class="center quiet">{found.value === null ? t('shell.loading') : words}</p>;
  }
  return (
    <OwnAlert alert={alert.value} receipts={receipts.value} isKept={found.value === 'kept'} reload={reload} />
  );
}

interface OwnAlertProperties {
  alert: AlertItem;
  receipts: readonly Receipt[];
  isKept: boolean;
  reload: () => void;
}

function OwnAlert({ alert, receipts, isKept, reload }: OwnAlertProperties) {
  const { alertId, state, category, version } = alert;
  const withdrawing = useSignal(false);
  const mayChange = state === 'active' && alert.origin === officer.value?.nation;
  const waiting = items.value.filter((item) => item.subject === alertId && isUnsent(item));
  return (
    <section class="page stack own-alert">
      <p class="small">
        <a href="/alerts">{t('write.allOurs')}</a>
      </p>
      <header class="stack tight">
        {alert.urgency && (
          <PriorityMark priority={alert.urgency === 'urgent' ? 1 : 3} status={alert.status ?? 'Actual'} />
        )}
        <h1 class={state === 'active' ? undefined : 'struck'}>
          {category ? label('category', category, lang.value) : t('write.endedAlert')}
        </h1>
        <p class="quiet small">
          {label('alertState', state, lang.value)} · {t('write.version', { n: version })}
          {alert.reference && (
            <>
              {' · '}
              <bdi dir="ltr">{alert.reference}</bdi>
            </>
          )}
        </p>
      </header>
      {isKept && <p class="notice">{t('write.keptCopy')}</p>}
      {waiting.map((item) => (
        <p class="notice" key={item.id}>
          {item.label} · {t(`offline.s_${item.state}`)} · <a href="/outbox">{t('shell.outbox')}</a>
        </p>
      ))}
      <Progress receipts={receipts} />
      {mayChange && (
        <div class="buttons">
          <a class="button" href={`/write/${alertId}`}>
            {t('write.change')}
          </a>
          <button type="button" class="button" onClick={() => (withdrawing.value = true)}>
            {t('write.withdraw')}
          </button>
        </div>
      )}
      {state === 'active' && category && (
        <WhatLeft document={documentIn(alert) as unknown as AlertDocument} />
      )}
      {withdrawing.value && (
        <WithdrawDialog
          alert={alert}
          onClose={(done) => {
            withdrawing.value = false;
            if (done) reload();
          }}
        />
      )}
    </section>
  );
}

/** What each nation has signed about it, last first: the newest is what an officer came for. */
function Progress({ receipts }: { receipts: readonly Receipt[] }) {
  const partners = officer.value?.partners ?? [];
  return (
    <section class="sheet stack tight" aria-live="polite">
      <h2>{t('write.progress')}</h2>
      {receipts.length === 0 && <p class="quiet">{t('write.noReceipts')}</p>}
      <ol class="receipts">
        {newestFirst(receipts).map((receipt, index) => (
          <li
            key={`${receipt.kind} ${receipt.at} ${receipts.length - index}`}
            class={`receipt ${receipt.kind}`}
          >
            <Time at={receipt.at} />
            <span>
              {receiptSentence(receipt, partners, lang.value)}
              {receipt.version > 1 && (
                <span class="quiet small"> · {t('write.version', { n: receipt.version })}</span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function WhatLeft({ document }: { document: AlertDocument }) {
  const preview = usePreview(document);
  return <PreviewPane document={document} state={preview} sent />;
}
