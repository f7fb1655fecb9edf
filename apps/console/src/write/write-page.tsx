import type { AlertDocument, Category } from '@passerelle/exchange-model';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { readAlert } from '../api/alerts.js';
import { loadAgreements } from '../api/clauses.js';
import type { AlertItem } from '../api/types.js';
import { t } from '../i18n/index.js';
import { keepDraft } from '../offline/drafts.js';
import { documentIn } from '../offline/same-document.js';
import type { Item } from '../offline/outbox-item.js';
import { items, outbox } from '../offline/outbox.js';
import { address, navigate } from '../routing/router.js';
import type { PageProperties } from '../routing/routes.js';
import { officer } from '../session/session.js';
import { AlertEditor } from './alert-editor.js';
import { type AlertForm, emptyForm, withCategory } from './form.js';
import { fromDocument } from './from-document.js';
import { ThreatTiles } from './threat-tiles.js';
import { useDraft } from './use-draft.js';
import '../ui/fold.css';
import '../ui/tile.css';
import './write.css';

/** Write an alert, change one, or mend one that was refused after it had been written offline. */
export default function WritePage({ parameters }: PageProperties) {
  const { alertId } = parameters;
  useEffect(() => void loadAgreements(), []);
  return alertId ? <ChangeAlert key={alertId} alertId={alertId} /> : <NewAlert />;
}

function NewAlert() {
  const draft = useDraft('write');
  const { form } = draft;
  const choosing = useSignal(false);
  useMended(form.value === null, '/write', (mended) => (form.value = mended));
  if (form.value === undefined) return <p class="center quiet">{t('shell.loading')}</p>;
  if (form.value === null || choosing.value) {
    const choose = (category: Category): void => {
      choosing.value = false;
      const before = form.peek();
      form.value = before
        ? withCategory(before, category)
        : emptyForm(category, crypto.randomUUID(), new Date());
    };
    return <ThreatTiles chosen={form.value?.category} onChoose={choose} />;
  }
  return <AlertEditor draft={draft} form={form.value} onOtherThreat={() => (choosing.value = true)} />;
}

function ChangeAlert({ alertId }: { alertId: string }) {
  const draft = useDraft(`write-${alertId}`);
  const { form } = draft;
  const refused = useSignal<'unknown' | 'ended' | 'offline' | null>(null);
  const isMending = useMended(form.value === null, `/write/${alertId}`, (mended) => (form.value = mended));
  const needsReading = form.value === null && !isMending;
  useEffect(() => {
    if (!needsReading) return;
    void readAlert(alertId).then((answer) => {
      if (!answer.ok) refused.value = answer.offline ? 'offline' : 'unknown';
      else if (answer.body.state !== 'active' || answer.body.origin !== officer.peek()?.nation)
        refused.value = 'ended';
      else form.value = formOf(answer.body);
    });
  }, [needsReading, alertId]);
  if (refused.value !== null) {
    return (
      <section class="page stack">
        <h1>{t('write.changeTitle')}</h1>
        <p>{t(`write.cannotChange_${refused.value}`)}</p>
        <p>
          <a href={`/alerts/${alertId}`}>{t('write.backToAlert')}</a>
        </p>
      </section>
    );
  }
  if (!form.value) return <p class="center quiet">{t('shell.loading')}</p>;
  return <AlertEditor draft={draft} form={form.value} />;
}

function formOf(alert: AlertItem): AlertForm {
  const document = documentIn(alert) as unknown as AlertDocument;
  const posts = officer.peek()?.posts.map(({ code }) => code) ?? [];
  const form = fromDocument(document, crypto.randomUUID(), posts);
  return { ...form, replaces: { alertId: alert.alertId, version: alert.version, document } };
}

/** `?mend=<outbox id>`: what was refused comes back into the form, and leaves the outbox. Whether there is such a one. */
function useMended(ready: boolean, here: string, take: (form: AlertForm) => void): boolean {
  const id = new URLSearchParams(address.value.split('?')[1]).get('mend');
  const item = items.value.find((each) => each.id === id && each.body !== undefined);
  useEffect(() => {
    if (!ready || !item) return;
    const form = mendedForm(item);
    take(form);
    // Out of the outbox only once it is kept as a draft: a browser may die between the two.
    void keepDraft(draftName(here), form).then(() => outbox.takeBack(item.id));
    navigate(here, { replace: true });
  }, [item?.id, ready]);
  return item !== undefined;
}

/** `/write` and `/write/<id>` as drafts are called. */
const draftName = (path: string): string => path.slice(1).replace('/', '-');

function mendedForm({ kind, subject, body, ifMatch }: Item): AlertForm {
  const document = body as AlertDocument;
  const posts = officer.peek()?.posts.map(({ code }) => code) ?? [];
  const form = fromDocument(document, crypto.randomUUID(), posts);
  if (kind !== 'alert-update') return form;
  return { ...form, replaces: { alertId: subject, version: Number(ifMatch?.slice(1, -1)), document } };
}
