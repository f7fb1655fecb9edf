import { signal } from '@preact/signals';
import { request } from '../api/http.js';
import { tellOtherPages } from './session.js';

export type SignOutRefusal = { reason: 'unsent'; count: number } | { reason: 'offline' };

/** Why the last attempt to sign out was refused; null when none was. */
export const signOutRefusal = signal<SignOutRefusal | null>(null);

/** What the offline store says and does when somebody leaves. */
interface Leaving {
  /** How many pieces of work have not left this device, nor been saved to a file. */
  unsaved: () => number;
  /** Destroys everything that was kept here. */
  wipe: () => Promise<void>;
}

let leaving: Leaving = { unsaved: () => 0, wipe: () => Promise.resolve() };

export function beforeSignOut(store: Leaving): void {
  leaving = store;
}

/** Ends the session at the desk, then destroys what this device kept. Refused while work would be lost by it. */
export async function signOut(): Promise<void> {
  const count = leaving.unsaved();
  if (count > 0) {
    signOutRefusal.value = { reason: 'unsent', count };
    return;
  }
  const answer = await request('POST', '/session/sign-out');
  if (!answer.ok && answer.offline) {
    signOutRefusal.value = { reason: 'offline' };
    return;
  }
  await leaving.wipe();
  tellOtherPages('left');
  location.assign('/');
}
