import { computed, signal } from '@preact/signals';
import { request, setCaller } from '../api/http.js';
import type { Role } from '../api/types.js';

export interface Post {
  code: string;
  name: string;
  lat: number;
  lon: number;
}

/** Whose console this is: known before anybody signs in. */
export interface House {
  nation: string;
  partners: string[];
  demonstration: boolean;
}

export interface Officer extends House {
  /** Service number. */
  subject: string;
  name: string;
  roles: Role[];
  /** Code of the post where this officer serves. */
  post?: string;
  posts: Post[];
  expiresAt: string;
}

/** `ended`: the officer is still shown, with all that was typed, until somebody signs in again. */
export type Session =
  | { state: 'loading' }
  | { state: 'unreachable' }
  | ({ state: 'signed-out' } & House)
  | ({ state: 'signed-in' | 'ended' } & Officer);

type SessionAnswer =
  | ({ signedIn: false } & House)
  | ({ signedIn: true; csrf: string } & Omit<Officer, 'posts'> & { posts?: Post[] });

export const session = signal<Session>({ state: 'loading' });

/** Who works here, signed in or with a session that just ended; null on the sign-in page. */
export const officer = computed<Officer | null>(() => {
  const now = session.value;
  return now.state === 'signed-in' || now.state === 'ended' ? now : null;
});

export const hasRole = (...roles: Role[]): boolean =>
  officer.value?.roles.some((role) => roles.includes(role)) ?? false;

/**
 * Asks the desk who is signed in. Another officer than the one on the screen is a fresh start: nothing of a colleague
 * stays in the page.
 * @returns whether the desk answered
 */
export async function loadSession(): Promise<boolean> {
  const before = officer.peek();
  const answer = await request<SessionAnswer>('GET', '/session');
  if (!answer.ok) {
    if (before === null) session.value = { state: 'unreachable' };
    return false;
  }
  const { body } = answer;
  if (!body.signedIn) {
    if (before === null) session.value = { state: 'signed-out', ...body };
    else endSession();
    return true;
  }
  if (before !== null && before.subject !== body.subject) {
    location.reload();
    return true;
  }
  const { signedIn: _, csrf, ...person } = body;
  setCaller({ csrf });
  resumeAs({ ...person, posts: person.posts ?? [] });
  return true;
}

/** Shows the console as this officer, whom the desk or the kept session named. */
export function resumeAs(person: Officer): void {
  session.value = { state: 'signed-in', ...person };
}

/** The desk no longer knows this session: say so, and keep the page as it is. */
export function endSession(): void {
  const now = session.peek();
  if (now.state === 'signed-in') session.value = { ...now, state: 'ended' };
}

/** Leaves for the provider's page, and comes back to where we are. */
export function signIn(): void {
  location.assign(signInAddress(location.pathname + location.search));
}

export const signInAddress = (back: string): string => `/session/sign-in?return=${encodeURIComponent(back)}`;

/** Where somebody signs in again beside the page that waits for it. */
export const SIGNED_IN_AGAIN = '/signed-in';
const CHANNEL = 'passerelle-session';

/** `changed`: every open page asks again who is signed in. `left`: nothing of the officer stays on any of them. */
type SessionNews = 'changed' | 'left';

export function tellOtherPages(news: SessionNews): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(news);
  channel.close();
}

export function watchSession(): void {
  setCaller({ sessionEnded: endSession, sessionChanged: () => void loadSession() });
  new BroadcastChannel(CHANNEL).addEventListener('message', ({ data }: MessageEvent<SessionNews>) => {
    if (data === 'left') location.assign('/');
    else void loadSession();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && session.peek().state === 'ended') void loadSession();
  });
}
