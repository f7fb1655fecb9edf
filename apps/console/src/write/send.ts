import type { AlertDocument } from '@passerelle/exchange-model';
import { label } from '@passerelle/exchange-model';
import { lang } from '../i18n/index.js';
import type { Item } from '../offline/outbox-item.js';
import { submit, takeBack } from '../offline/outbox.js';
import type { AlertForm } from './form.js';

/**
 * Sends a form: written down first, so that it leaves once, whatever happens to this page. A refusal is taken back out
 * of the outbox, because the form it came from is still open.
 */
export async function sendAlert(form: AlertForm, document: AlertDocument): Promise<Item> {
  const { id, replaces, urgency } = form;
  const item = await submit({
    id,
    kind: replaces ? 'alert-update' : 'alert',
    method: replaces ? 'PUT' : 'POST',
    path: replaces ? `/api/v1/alerts/${replaces.alertId}` : '/api/v1/alerts',
    body: document,
    ...(replaces && { ifMatch: `"${replaces.version}"` }),
    label: label('category', form.category, lang.peek()),
    subject: replaces?.alertId ?? id,
    urgent: urgency === 'urgent',
  });
  if (item.state === 'refused' || item.state === 'conflict') await takeBack(item.id);
  return item;
}

/** Withdraws an own alert; a repeated withdrawal is answered as the first. */
export const withdrawAlert = (alertId: string, reason: string, words: string): Promise<Item> =>
  submit({
    kind: 'alert-withdrawal',
    method: 'POST',
    path: `/api/v1/alerts/${alertId}/withdrawal`,
    body: { reason },
    label: words,
    subject: alertId,
    urgent: true,
  });
