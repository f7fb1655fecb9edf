import { createHash } from 'node:crypto';
import type { Waiting } from '../retrying-fetch.js';
import { offsetMilliseconds } from '../offset.js';
import type { ActLine } from './act-line.js';
import { type DeskAnswer, Officer, type OfficerAccess } from './officer.js';

/** How long an act waits for its alert to be issued and to reach the desk, in milliseconds. */
const PATIENCE = 60_000;
const POLL = 250;

export interface DeskPlay {
  acts: readonly ActLine[];
  /** By nation and user name; null for nobody there. */
  access: (nation: string, username: string) => OfficerAccess | null;
  /** Own id of an alert of the story, once its nation has issued it. */
  alertId: (nation: string, label: string) => string | null;
  /** Story seconds a second. */
  speed: number;
  waiting: Waiting;
}

/** One line a failed act; an act that was done before is done. */
export type ActFailure = string;

const OPERATIONS = {
  take: { path: 'acknowledgement', member: null },
  'hand-back': { path: 'hand-back', member: 'reason' },
  sight: { path: 'sighting', member: 'sighting' },
  close: { path: 'closure', member: 'outcome' },
} as const;

/** What officers answer when an earlier run has done the act already. */
const DONE = ['PSR_NOTIFICATION_TAKEN', 'PSR_NOTIFICATION_CLOSED', 'PSR_NOT_IN_CHARGE'];

/** Lets the officers of a story act, in story time, each through the console's own door. */
export async function playDesks(play: DeskPlay): Promise<ActFailure[]> {
  const { acts, waiting, speed } = play;
  const officers = new Map<string, Promise<Officer>>();
  const failures: ActFailure[] = [];
  const began = waiting.now();
  for (const act of acts) {
    const pause = began + (offsetMilliseconds(act.at ?? '') ?? 0) / speed - waiting.now();
    if (pause > 0) await waiting.sleep(pause);
    const access = play.access(act.in, act.by);
    if (access === null) continue;
    const who = `${act.in} ${act.by}`;
    const officer = officers.get(who) ?? Officer.signIn(access);
    officers.set(who, officer);
    const failure = await perform(act, await officer, play);
    if (failure) failures.push(`${who} ${act.do} ${act.from} ${act.name}: ${failure}`);
  }
  return failures;
}

async function perform(act: ActLine, officer: Officer, play: DeskPlay): Promise<string | null> {
  const notificationId = await find(act, officer, play);
  if (notificationId === null) return 'the desk was never told of it';
  const { path, member } = OPERATIONS[act.do];
  const body = member !== null && act.code !== undefined ? { [member]: act.code } : {};
  const answer: DeskAnswer = await officer.act(notificationId, path, body, keyOf(act));
  return answer.ok || DONE.includes(answer.code) ? null : `${answer.status} ${answer.code}`;
}

async function find(act: ActLine, officer: Officer, { alertId, waiting }: DeskPlay): Promise<string | null> {
  for (const deadline = waiting.now() + PATIENCE; waiting.now() < deadline; await waiting.sleep(POLL)) {
    const id = alertId(act.from, act.name);
    const found = id === null ? null : await officer.find(id);
    if (found !== null) return found;
  }
  return null;
}

/** The same act has the same key in every run: a UUID (RFC 9562 version 8) of what it says. */
function keyOf({ in: nation, by, do: verb, from, name }: ActLine): string {
  const hex = createHash('sha256').update([nation, by, verb, from, name].join('\n')).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
