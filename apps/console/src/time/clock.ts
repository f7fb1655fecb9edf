import { signal } from '@preact/signals';

/** How far this device's clock is behind the desk's, in milliseconds: ages and countdowns follow the desk's. */
const lag = signal(0);

/** The desk's time, moved on once a second while the page is open. */
export const now = signal(Date.now());

export const deskTime = (): number => Date.now() + lag.peek();

/** Called with the time that came with an answer of the desk. A second either way is the road, not the clock. */
export function noteDeskTime(at: string): void {
  const ahead = Date.parse(at) - Date.now();
  if (!Number.isNaN(ahead) && Math.abs(ahead - lag.peek()) > 1_500) lag.value = ahead;
}

export function startClock(): void {
  setInterval(() => {
    now.value = deskTime();
  }, 1_000);
}
