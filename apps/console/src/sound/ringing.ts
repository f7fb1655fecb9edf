import { effect } from '@preact/signals';
import { now } from '../time/clock.js';
import { priorityOf } from '../ui/priority.js';
import { calling, untaken } from '../watch/queue.js';
import { isReal } from '../watch/queue-order.js';
import { followMutes, isMuted } from './mute.js';
import { NOTHING_RUNG, toneDue } from './ring-when.js';
import { sound, speaker, unlock } from './tones.js';

const LOCK = 'passerelle-sound';

/** Sounds for what waits, in one tab of the browser at a time, once this page may sound at all. */
export function startRinging(): void {
  followMutes();
  for (const gesture of ['pointerdown', 'keydown'] as const) {
    addEventListener(gesture, () => void (speaker.peek() === 'locked' && unlock()), { capture: true });
  }
  const stop = effect(() => {
    if (speaker.value !== 'ready') return;
    queueMicrotask(() => stop());
    void navigator.locks.request(LOCK, ring);
  });
}

/** Never resolves: the tab keeps the sound until it is closed. */
function ring(): Promise<never> {
  let rung = NOTHING_RUNG;
  effect(() => {
    const waiting = {
      immediate: calling.value.map(({ notificationId }) => notificationId),
      urgent: untaken.value
        .filter((item) => isReal(item) && priorityOf(item) === 2)
        .map(({ notificationId }) => notificationId),
    };
    const due = toneDue(rung, waiting, now.value);
    if (isMuted.value) return;
    rung = due.rung;
    if (due.tone) sound(due.tone);
  });
  return new Promise(() => undefined);
}
