import { signal } from '@preact/signals';
import { readAlert } from '../api/alerts.js';
import type { AlertItem, NotificationItem } from '../api/types.js';
import type { CaseContent } from '../case/case-content.js';
import { vault } from '../offline/vault.js';

/** The content of the open alerts, as far as this device has it, by our id. */
export const contents = signal<ReadonlyMap<string, AlertItem>>(new Map());

const MOST = 60;
let reading: Promise<void> = Promise.resolve();

/** Reads what is not here yet, one after the other: on a thin line the first cards come first, and all are kept. */
export function loadContents(items: readonly NotificationItem[]): void {
  const wanted = items.filter(({ withdrawn }) => !withdrawn).slice(0, MOST);
  reading = reading.then(async () => {
    for (const item of wanted) if (!isHere(item)) await load(item);
  });
}

/** A copy is as good as the version it was read at. */
const isHere = ({ alertId, version }: NotificationItem): boolean =>
  (contents.peek().get(alertId)?.version ?? 0) >= version;

async function load(item: NotificationItem): Promise<void> {
  const place = `case/${item.alertId}`;
  const kept = await vault.get<CaseContent>(place).catch(() => undefined);
  if (kept) put(kept.alert);
  if (isHere(item)) return;
  const answer = await readAlert(item.alertId);
  if (!answer.ok || answer.body.state !== 'active') return;
  put(answer.body);
  const content: CaseContent = {
    alert: answer.body,
    receipts: kept?.receipts ?? [],
    keptAt: new Date().toISOString(),
  };
  await vault.put(place, content).catch(() => undefined);
}

function put(alert: AlertItem): void {
  contents.value = new Map(contents.peek()).set(alert.alertId, alert);
}
