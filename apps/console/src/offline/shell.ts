import { effect, signal } from '@preact/signals';
import { unsent } from './outbox.js';

const BUSY = 'passerelle-busy';
const LOOK_EVERY_MS = 30 * 60_000;

/** A newer console is here and waits for a quiet moment. */
export const updateWaiting = signal(false);
const heldHere = signal(0);

/** Keeps this console as it is while somebody types into a form; call what is returned when it is done. */
export function holdUpdate(): () => void {
  let release = (): void => undefined;
  const held = new Promise<void>((done) => (release = done));
  heldHere.value++;
  const lock = navigator.locks.request(BUSY, { mode: 'shared' }, () => held);
  return () => {
    release();
    // Not before the lock is free: whoever asks next must find it so.
    void lock.then(() => heldHere.value--);
  };
}

/** Keeps the console on the device, so that it opens without a line; a browser that refuses still works online. */
export async function registerShell(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('/worker.js').catch(() => null);
  if (!registration) return;
  const look = (): void => {
    updateWaiting.value = registration.waiting !== null && navigator.serviceWorker.controller !== null;
  };
  look();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
  reloadWithTheNewShell();
  effect(() => {
    if (updateWaiting.value && heldHere.value === 0 && unsent.value === 0)
      void activateWhenQuiet(registration);
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS);
}

/** Not while any tab holds a form, nor before everything has left. */
function activateWhenQuiet(registration: ServiceWorkerRegistration): Promise<void> {
  return navigator.locks.request(BUSY, { ifAvailable: true }, (lock) => {
    if (lock) registration.waiting?.postMessage('activate');
  });
}

/** The files of the former shell are gone once another one is in charge. */
function reloadWithTheNewShell(): void {
  if (!navigator.serviceWorker.controller) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
}
