import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/index.js';
import { backwards } from '../ui/backwards.js';
import { Time } from '../ui/time.js';
import type { ExportFile, ImportRefusal } from './export-file.js';
import { isUnsent, type Item } from './outbox-item.js';
import { exportUnsent, importUnsent, items, outbox, remove, retry, unsent } from './outbox.js';
import '../ui/fold.css';
import './outbox.css';

/** What waits, what was refused and why, and what has left: nothing disappears by itself. */
export default function OutboxPage() {
  const waiting = items.value.filter(isUnsent);
  const settled = backwards(items.value.filter((item) => !isUnsent(item)));
  useEffect(() => void outbox.refresh(), []);
  return (
    <section class="page stack">
      <h1>{t('shell.outbox')}</h1>
      <p role="status">
        {unsent.value === 0 ? t('offline.nothing') : t('offline.count', { n: unsent.value })}
      </p>
      <ul class="outbox">
        {waiting.map((item) => (
          <WaitingItem key={item.id} item={item} />
        ))}
      </ul>
      <Files hasUnsent={waiting.length > 0} />
      {settled.length > 0 && (
        <section class="stack tight">
          <h2>{t('offline.settled')}</h2>
          <ul class="outbox settled">
            {settled.map((item) => (
              <li key={item.id}>
                <span class="outbox-label">
                  <bdi>{item.label}</bdi>
                </span>
                <span class="quiet small">
                  {t(`offline.s_${item.state}`)} <Time at={item.settledAt ?? item.at} />
                </span>
                {alertOf(item) && <a href={`/alerts/${alertOf(item)}`}>{t('offline.open')}</a>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </section>
  );
}

const alertOf = ({ kind, answer }: Item): string | undefined =>
  kind.startsWith('alert') ? (answer as { alertId?: string } | null | undefined)?.alertId : undefined;

function WaitingItem({ item }: { item: Item }) {
  const { id, state, attempts, exported } = item;
  const failed = state === 'refused' || state === 'conflict';
  const removing = (): void => {
    if (confirm(t(attempts > 0 ? 'offline.removeTried' : 'offline.removeSure'))) void remove(id);
  };
  return (
    <li class={failed ? 'failed' : undefined}>
      <span class="outbox-label">
        <bdi>{item.label}</bdi>
      </span>
      <span class="small">
        <strong>{t(`offline.s_${state}`)}</strong> · {t('offline.written')} <Time at={item.at} />
        {exported && ` · ${t('offline.exported')}`}
      </span>
      {failed && <p class="error-text">{problemWords(item)}</p>}
      <span class="buttons">
        {failed && item.kind === 'alert' && (
          <a class="button primary" href={`/write?mend=${id}`}>
            {t('offline.mend')}
          </a>
        )}
        {failed && item.kind === 'alert-update' && (
          <a class="button primary" href={`/write/${item.subject}?mend=${id}`}>
            {t('offline.mend')}
          </a>
        )}
        {failed && (
          <button type="button" class="button" onClick={() => void retry(id)}>
            {t('shell.retry')}
          </button>
        )}
        {state !== 'sending' && (
          <button type="button" class="button plain" onClick={removing}>
            {t('offline.remove')}
          </button>
        )}
      </span>
    </li>
  );
}

/** Which rule, and who can change it. */
function problemWords({ problem }: Item): string {
  if (!problem) return t('offline.p_other', { code: '' });
  if (problem.code === 'PSR_NOTIFICATION_TAKEN') return t('offline.p_taken', { who: problem.takenBy ?? '' });
  if (problem.code === 'PSR_NOTIFICATION_CLOSED') return t('offline.p_closed');
  if (problem.code === 'PSR_NOT_IN_CHARGE') return t('offline.p_notInCharge');
  if (problem.code === 'PSR_ALERT_ENDED') return t('offline.p_ended');
  if (problem.status === 412) return t('offline.p_version');
  if (problem.status === 422) return t('offline.p_invalid');
  if (problem.status === 403) return t('offline.p_role');
  return t('offline.p_other', { code: problem.code });
}

/** Unsent work may leave the device as a file, and come back under the same keys. */
function Files({ hasUnsent }: { hasUnsent: boolean }) {
  const file = useSignal<ExportFile | null>(null);
  const imported = useSignal<number | ImportRefusal | null>(null);
  return (
    <details class="fold">
      <summary>{t('offline.files')}</summary>
      <div class="stack">
        {hasUnsent && <ExportPart file={file} />}
        <ImportPart imported={imported} />
      </div>
    </details>
  );
}

function ExportPart({ file }: { file: Signal<ExportFile | null> }) {
  const save = async (): Promise<void> => {
    const written = await exportUnsent();
    const address = URL.createObjectURL(new Blob([written.text], { type: 'application/json' }));
    const link = Object.assign(document.createElement('a'), { href: address, download: written.name });
    link.click();
    // Some browsers read the address only after the click is over.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    file.value = written;
  };
  return (
    <section class="stack tight">
      <p>{t('offline.exportWhy')}</p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => void save()}>
          {t('offline.export')}
        </button>
      </div>
      {file.value && (
        <p role="status" class="export-code">
          {t('offline.exportCode')} <bdi dir="ltr">{file.value.code}</bdi>
        </p>
      )}
    </section>
  );
}

function ImportPart({ imported }: { imported: Signal<number | ImportRefusal | null> }) {
  const take = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [chosen, code] = [new FormData(form).get('file'), new FormData(form).get('code')];
    if (!(chosen instanceof File) || typeof code !== 'string') return;
    const result = await importUnsent(chosen, code);
    imported.value = typeof result === 'number' ? result : result.refused;
    if (typeof result === 'number') form.reset();
  };
  return (
    <form class="stack tight" onSubmit={(event) => void take(event)}>
      <p>{t('offline.importWhy')}</p>
      <div class="field">
        <label for="import-file">{t('offline.importFile')}</label>
        <input id="import-file" name="file" type="file" accept="application/json,.json" required />
      </div>
      <div class="field">
        <label for="import-code">{t('offline.importCode')}</label>
        <input id="import-code" name="code" type="text" dir="ltr" autocomplete="off" required />
      </div>
      <div class="buttons">
        <button type="submit" class="button">
          {t('offline.import')}
        </button>
      </div>
      {imported.value !== null && (
        <p role="status">
          {typeof imported.value === 'number'
            ? t('offline.imported', { n: imported.value })
            : t(`offline.i_${imported.value}`)}
        </p>
      )}
    </form>
  );
}
