import type { AlertDocument } from '@passerelle/exchange-model';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { readAlert } from '../api/alerts.js';
import type { AlertItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { documentIn } from '../offline/same-document.js';
import type { AlertForm } from './form.js';
import { Lines } from './preview-pane.js';
import { linesOf, rowNames } from './record.js';
import type { DraftOf } from './use-draft.js';

interface ConflictProperties {
  form: AlertForm;
  document: AlertDocument;
  draft: DraftOf;
  conflict: Signal<boolean>;
}

/** Somebody else changed the alert meanwhile: both versions, and the officer decides. */
export function ConflictNotice({ form, document, draft, conflict }: ConflictProperties) {
  const current = useSignal<AlertItem | null>(null);
  const alertId = form.replaces?.alertId ?? '';
  useEffect(() => {
    void readAlert(alertId).then((answer) => {
      if (answer.ok) current.value = answer.body;
    });
  }, [alertId]);
  const theirs = current.value;
  if (!theirs) return <p class="center quiet">{t('shell.loading')}</p>;
  const onMine = (): void => {
    const now = documentIn(theirs) as unknown as AlertDocument;
    draft.form.value = { ...form, replaces: { alertId, version: theirs.version, document: now } };
    conflict.value = false;
  };
  return (
    <section class="sheet stack conflict" role="alert">
      <h2>{t('write.conflict', { n: theirs.version })}</h2>
      <div class="compared" role="table" aria-label={t('write.conflict', { n: theirs.version })}>
        <div role="row" class="compared-head">
          <span role="columnheader">{t('write.mine')}</span>
          <span role="columnheader">{t('write.current', { n: theirs.version })}</span>
        </div>
        {rowNames().map((name) => {
          const [mine, now] = [linesOf(name, document, lang.value), linesOf(name, theirs, lang.value)];
          if (JSON.stringify(mine) === JSON.stringify(now)) return null;
          return (
            <div role="row" class="compared-row" key={name}>
              <span role="rowheader" class="compared-name">
                {t(`write.g_${name}`)}
              </span>
              <div role="cell">
                <Lines lines={mine} />
              </div>
              <div role="cell">
                <Lines lines={now} />
              </div>
            </div>
          );
        })}
      </div>
      <div class="buttons">
        <button type="button" class="button primary" onClick={onMine}>
          {t('write.keepMine')}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => void draft.discard().then(() => (conflict.value = false))}
        >
          {t('write.takeCurrent')}
        </button>
      </div>
    </section>
  );
}
