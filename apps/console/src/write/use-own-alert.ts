import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { readAlert, readReceipts } from '../api/alerts.js';
import type { AlertItem, Receipt } from '../api/types.js';
import { onGap, onReceipt } from '../live/live.js';
import { vault } from '../offline/vault.js';

export interface OwnAlert {
  alert: Signal<AlertItem | null>;
  receipts: Signal<readonly Receipt[]>;
  /** Null while it is read; `kept`: what this device had, the line is down. */
  found: Signal<'here' | 'kept' | 'unknown' | 'offline' | null>;
  reload: () => void;
}

interface Kept {
  alert: AlertItem;
  receipts: readonly Receipt[];
}

/** One of our alerts and everything that was receipted about it, followed live. */
export function useOwnAlert(alertId: string): OwnAlert {
  const own: Omit<OwnAlert, 'reload'> = {
    alert: useSignal<AlertItem | null>(null),
    receipts: useSignal<readonly Receipt[]>([]),
    found: useSignal<'here' | 'kept' | 'unknown' | 'offline' | null>(null),
  };
  const reload = (): void => void read(alertId, own);
  useEffect(() => {
    own.found.value = null;
    reload();
    const following = [
      // A receipt may tell of another version, so both are read again: it is one small answer each.
      onReceipt((receipt) => {
        if (receipt.alertId === alertId) reload();
      }),
      onGap(reload),
    ];
    return () => following.forEach((stop) => stop());
  }, [alertId]);
  return { ...own, reload };
}

async function read(alertId: string, own: Omit<OwnAlert, 'reload'>): Promise<void> {
  const place = `own/${alertId}`;
  const [alert, receipts] = await Promise.all([readAlert(alertId), readReceipts(alertId)]);
  if (alert.ok && receipts.ok) {
    own.alert.value = alert.body;
    own.receipts.value = receipts.body.items;
    own.found.value = 'here';
    await vault
      .put(place, { alert: alert.body, receipts: receipts.body.items } satisfies Kept)
      .catch(() => undefined);
    return;
  }
  if (!alert.ok && alert.problem?.status === 404) {
    own.found.value = 'unknown';
    return;
  }
  if (own.found.peek() === 'here') return;
  const kept = await vault.get<Kept>(place);
  own.alert.value = kept?.alert ?? null;
  own.receipts.value = kept?.receipts ?? [];
  own.found.value = kept ? 'kept' : 'offline';
}
