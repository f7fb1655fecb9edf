import { effect } from '@preact/signals';
import { vault } from '../offline/vault.js';
import { loadSession, type Officer, officer, resumeAs, session } from './session.js';

const PLACE = 'session';
const ASK_AGAIN_MS = 5_000;

/** Opens the officer's records as soon as it is known who is here, and keeps who it was for opening without a link. */
export function keepSession(ready: (person: Officer) => void): void {
  let owner: string | null = null;
  effect(() => {
    const person = session.value.state === 'signed-in' ? officer.value : null;
    if (!person || person.subject === owner) return;
    owner = person.subject;
    void vault
      .useOwner(person.subject)
      .then(() => vault.put(PLACE, person))
      .catch(() => undefined)
      .then(() => ready(person));
  });
}

/**
 * Without a desk to ask: the officer who used this device last goes on with what is kept here, until the desk can be
 * asked who it really is.
 */
export async function resumeKeptSession(): Promise<void> {
  if (session.peek().state !== 'unreachable') return;
  const person = await vault.get<Officer>(PLACE).catch(() => undefined);
  if (!person) return;
  resumeAs(person);
  const timer = setInterval(() => void confirm(), ASK_AGAIN_MS);
  const confirm = async (): Promise<void> => {
    if (await loadSession()) clearInterval(timer);
  };
  addEventListener('online', () => void confirm());
}
