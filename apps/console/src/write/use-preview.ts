import type { AlertDocument } from '@passerelle/exchange-model';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { previewAlert } from '../api/alerts.js';
import type { Problem } from '../api/http.js';
import type { PartnerPreview } from '../api/types.js';

const ASK_AFTER_MS = 400;

/** The document and what each partner would read of it: always the two together. */
export interface Shown {
  document: AlertDocument;
  previews: readonly PartnerPreview[];
}

export interface PreviewState {
  shown: Signal<Shown | null>;
  /** The document has changed since. */
  stale: Signal<boolean>;
  offline: Signal<boolean>;
  /** Why the service can not say yet. */
  problem: Signal<Problem | null>;
}

/** Asks the agreements about a document, a moment after it last changed. */
export function usePreview(document: AlertDocument): PreviewState {
  const state: PreviewState = {
    shown: useSignal<Shown | null>(null),
    stale: useSignal(true),
    offline: useSignal(false),
    problem: useSignal<Problem | null>(null),
  };
  const text = JSON.stringify(document);
  useEffect(() => {
    state.stale.value = true;
    const changed = new AbortController();
    const timer = setTimeout(() => void ask(document, state, changed.signal), ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      changed.abort();
    };
  }, [text]);
  return state;
}

async function ask(document: AlertDocument, state: PreviewState, signal: AbortSignal): Promise<void> {
  const answer = await previewAlert(document, signal);
  if (signal.aborted) return;
  state.offline.value = !answer.ok && answer.offline === true;
  state.problem.value = answer.ok ? null : (answer.problem ?? null);
  if (!answer.ok) return;
  state.shown.value = { document, previews: answer.body.previews };
  state.stale.value = false;
}
