import { signal, type ReadonlySignal } from '@preact/signals';
import { readAlert, readReceipts } from '../api/alerts.js';
import { readEvents } from '../api/desk.js';
import type { Problem } from '../api/http.js';
import type { AlertItem, NotificationEvent, NotificationItem, Receipt } from '../api/types.js';
import { vault } from '../offline/vault.js';

/** What is shown of a case. `keptAt`: a copy of this device, read then. */
export interface CaseContent {
  alert: AlertItem;
  receipts: Receipt[];
  keptAt: string | null;
}

export type CaseState =
  | { state: 'loading' }
  | { state: 'shown'; content: CaseContent }
  | { state: 'failed'; problem: Problem | null };

type Case = Pick<NotificationItem, 'alertId' | 'withdrawn'>;

const placeOf = (alertId: string): string => `case/${alertId}`;

/** The content of one case, read again whenever its notification changes. */
export class CaseReader {
  readonly #state = signal<CaseState>({ state: 'loading' });
  #reading: AbortController | null = null;

  get state(): ReadonlySignal<CaseState> {
    return this.#state;
  }

  /** What is on the screen stays there until the newer content is here. */
  async read(item: Case): Promise<void> {
    this.#reading?.abort();
    const mine = new AbortController();
    this.#reading = mine;
    const next = await this.#next(item);
    if (!mine.signal.aborted && next) this.#state.value = next;
  }

  stop(): void {
    this.#reading?.abort();
  }

  async #next({ alertId, withdrawn }: Case): Promise<CaseState | null> {
    const [alert, receipts] = await Promise.all([readAlert(alertId), readReceipts(alertId)]);
    if (!alert.ok) {
      if (this.#state.peek().state === 'shown') return null;
      const kept = await vault.get<CaseContent>(placeOf(alertId)).catch(() => undefined);
      if (kept && !withdrawn) return { state: 'shown', content: kept };
      return { state: 'failed', problem: alert.problem ?? null };
    }
    const content: CaseContent = {
      alert: this.#withWhatIsOnScreen(alert.body),
      receipts: receipts.ok ? receipts.body.items : [],
      keptAt: null,
    };
    void keep(content);
    return { state: 'shown', content };
  }

  /**
   * A withdrawn alert has no content any more. What an officer already has on the screen stays there, struck through,
   * so that they know what to stop.
   */
  #withWhatIsOnScreen(alert: AlertItem): AlertItem {
    const now = this.#state.peek();
    if (alert.state === 'active' || now.state !== 'shown') return alert;
    return { ...now.content.alert, ...alert };
  }
}

/** For opening without a link; nothing of what was withdrawn or has expired is kept. */
async function keep(content: CaseContent): Promise<void> {
  const place = placeOf(content.alert.alertId);
  if (content.alert.state !== 'active') return vault.drop(place).catch(() => undefined);
  await vault.put(place, { ...content, keptAt: new Date().toISOString() }).catch(() => undefined);
}

/** What happened to the notification, oldest first; null when it can not be asked now. */
export async function eventsOf(notificationId: string): Promise<NotificationEvent[] | null> {
  const answer = await readEvents(notificationId);
  return answer.ok ? answer.body.items : null;
}
