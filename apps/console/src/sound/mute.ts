import { computed, signal } from '@preact/signals';
import { enqueue } from '../offline/outbox.js';
import { now } from '../time/clock.js';

export const MUTE_MINUTES = [1, 5, 10] as const;

const PLACE = 'passerelle-muted-until';

/** Until when this browser is silent, in milliseconds; shared by its tabs. */
export const mutedUntil = signal(kept());
export const isMuted = computed(() => mutedUntil.value > now.value);

/** Silences every tab of this browser for ten minutes at most. That it was done goes into the journal. */
export async function mute(minutes: (typeof MUTE_MINUTES)[number], label: string): Promise<void> {
  setMutedUntil(Date.now() + minutes * 60_000);
  await enqueue({
    kind: 'mute',
    method: 'POST',
    path: '/v1/mutes',
    body: { minutes },
    label,
    subject: 'sound',
  });
}

export const unmute = (): void => setMutedUntil(0);

export function followMutes(): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === PLACE) mutedUntil.value = kept();
  });
}

function setMutedUntil(until: number): void {
  mutedUntil.value = until;
  try {
    localStorage.setItem(PLACE, String(until));
  } catch {
    // Storage refused: this tab is silent, the others are not.
  }
}

function kept(): number {
  try {
    return Number(localStorage.getItem(PLACE) ?? 0);
  } catch {
    return 0;
  }
}
