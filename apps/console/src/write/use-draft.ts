import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dropDraft, keepDraft, readDraft } from '../offline/drafts.js';
import { items, outbox } from '../offline/outbox.js';
import { holdUpdate } from '../offline/shell.js';
import { StorageFull } from '../offline/store.js';
import type { AlertForm } from './form.js';

const KEEP_AFTER_MS = 250;

export interface DraftOf {
  /** Undefined until the device has answered; null where nothing is being written. */
  form: Signal<AlertForm | null | undefined>;
  /** The device has no room: the words are on this page only. */
  full: Signal<boolean>;
  /** When the form was taken up again from an earlier visit. */
  resumedFrom: Signal<string | null>;
  discard: () => Promise<void>;
}

/** A form that is never lost: kept on the device while it is typed, and here again after a reload or another sign-in. */
export function useDraft(name: string): DraftOf {
  const form = useSignal<AlertForm | null | undefined>(undefined);
  const full = useSignal(false);
  const resumedFrom = useSignal<string | null>(null);

  useEffect(() => {
    let current = true;
    form.value = undefined;
    void Promise.all([readDraft<AlertForm>(name), outbox.refresh()]).then(([draft]) => {
      if (!current) return;
      // Written down for sending just before the browser died: it is in the outbox, not to be sent again.
      const isOnItsWay = items.peek().some(({ id }) => id === draft?.value.id);
      if (isOnItsWay) void dropDraft(name);
      resumedFrom.value = isOnItsWay ? null : (draft?.at ?? null);
      form.value = isOnItsWay ? null : (draft?.value ?? null);
    });
    return () => {
      current = false;
    };
  }, [name]);

  useKeeping(name, form, full);
  const isOpen = form.value !== null && form.value !== undefined;
  useEffect(() => (isOpen ? holdUpdate() : undefined), [isOpen]);

  const discard = async (): Promise<void> => {
    form.value = null;
    resumedFrom.value = null;
    await dropDraft(name);
  };
  return { form, full, resumedFrom, discard };
}

/** Keeps what changes, a moment after it does; at once when the page is left. */
function useKeeping(name: string, form: DraftOf['form'], full: Signal<boolean>): void {
  const value = form.value;
  useEffect(() => {
    if (!value) return undefined;
    let kept = false;
    const keep = (): void => {
      if (kept) return;
      kept = true;
      keepDraft(name, value).then(
        () => (full.value = false),
        (error: unknown) => (full.value = error instanceof StorageFull),
      );
    };
    const timer = setTimeout(keep, KEEP_AFTER_MS);
    addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', keep);
    };
  }, [name, value]);
}
