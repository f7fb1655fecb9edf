import { label } from '@passerelle/exchange-model';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { listAlerts } from '../api/alerts.js';
import type { AlertItem } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { onReceipt } from '../live/live.js';
import { draftForms } from '../offline/drafts.js';
import { vault } from '../offline/vault.js';
import { officer } from '../session/session.js';
import { backwards } from '../ui/backwards.js';
import { PriorityMark } from '../ui/priority-mark.js';
import { type Line, linesOf, rowNames } from './record.js';
import { Lines } from './preview-pane.js';
import './write.css';

const DAY_MS = 86_400_000;
const PLACE = 'own-alerts';
/** What tells two alerts of a category apart, in the order in which it is looked for. */
const TELLING = [
  'identity',
  'vehicle',
  'livestock',
  'documents',
  'place',
  'phrases',
] as const satisfies readonly ReturnType<typeof rowNames>[number][];

/** Our alerts, newest first, with what still waits to be written. */
export default function OwnAlertsPage() {
  const days = useSignal(7);
  const alerts = useSignal<readonly AlertItem[] | null>(null);
  const offline = useSignal(false);
  const drafts = useSignal<readonly string[]>([]);
  useEffect(() => {
    void draftForms().then((forms) => (drafts.value = forms));
    void read(days.value, alerts, offline);
    return onReceipt(({ kind }) => {
      if (kind === 'accepted') void read(days.peek(), alerts, offline);
    });
  }, [days.value]);
  return (
    <section class="page stack">
      <header class="page-head">
        <h1>{t('shell.alerts')}</h1>
        <a class="button primary" href="/write">
          {t('shell.write')}
        </a>
      </header>
      {drafts.value.map((form) => (
        <p class="notice" key={form}>
          {t('write.openDraft')}{' '}
          <a href={form === 'write' ? '/write' : `/write/${form.slice('write-'.length)}`}>
            {t('write.resume')}
          </a>
        </p>
      ))}
      {offline.value && <p class="notice">{t('write.keptCopy')}</p>}
      {alerts.value === null && <p class="quiet">{t('shell.loading')}</p>}
      {alerts.value?.length === 0 && <p class="quiet">{t('write.noAlerts', { n: days.value })}</p>}
      <ul class="own-alerts">
        {alerts.value?.map((alert) => (
          <AlertRow key={alert.alertId} alert={alert} />
        ))}
      </ul>
      <div class="buttons">
        <button type="button" class="button" onClick={() => (days.value *= 4)}>
          {t('write.earlier')}
        </button>
      </div>
    </section>
  );
}

function AlertRow({ alert }: { alert: AlertItem }) {
  const { alertId, category, state, urgency, status } = alert;
  return (
    <li>
      <a href={`/alerts/${alertId}`} class="own-row">
        <span>
          {urgency && <PriorityMark priority={urgency === 'urgent' ? 1 : 3} status={status ?? 'Actual'} />}
        </span>
        <strong class={state === 'active' ? undefined : 'struck'}>
          {category ? label('category', category, lang.value) : t('write.endedAlert')}
        </strong>
        <Lines lines={tellingLines(alert)} />
        <span class="quiet small">{label('alertState', state, lang.value)}</span>
      </a>
    </li>
  );
}

function tellingLines(alert: AlertItem): Line[] {
  for (const name of TELLING) {
    const lines = linesOf(name, alert, lang.value);
    const telling = lines.find(({ code }) => code) ?? lines[0];
    if (telling) return [telling];
  }
  return [];
}

/** The list is served oldest first; all of it is read, page by page, and shown from its end. */
async function read(
  days: number,
  alerts: Signal<readonly AlertItem[] | null>,
  offline: Signal<boolean>,
): Promise<void> {
  const filter = {
    origin: officer.peek()?.nation ?? '',
    since: new Date(Date.now() - days * DAY_MS).toISOString(),
  };
  const found: AlertItem[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer: Awaited<ReturnType<typeof listAlerts>> = await listAlerts({
      ...filter,
      ...(cursor && { cursor }),
    });
    if (!answer.ok) {
      offline.value = true;
      alerts.value ??= (await vault.get<readonly AlertItem[]>(PLACE)) ?? [];
      return;
    }
    found.push(...answer.body.items);
    cursor = answer.body.next;
  }
  offline.value = false;
  alerts.value = backwards(found);
  await vault.put(PLACE, alerts.value.slice(0, 100)).catch(() => undefined);
}
