import type { NotificationItem } from '../api/types.js';
import { priorityOf } from '../ui/priority.js';

type Ranked = Pick<NotificationItem, 'state' | 'withdrawn' | 'status' | 'urgency' | 'level'>;

export const isReal = ({ status }: Pick<NotificationItem, 'status'>): boolean => status === 'Actual';

/** Waits for somebody: what was withdrawn waits for nobody but to be stopped. */
export const isUntaken = ({ state, withdrawn }: Pick<NotificationItem, 'state' | 'withdrawn'>): boolean =>
  state === 'new' && !withdrawn;

/** What keeps calling until it is taken. */
export const isCalling = (item: Ranked): boolean => isUntaken(item) && isReal(item) && priorityOf(item) === 1;

/**
 * Untaken before taken, immediate before urgent before routine, exercises after what is real. What was withdrawn while
 * somebody acts on it stands right after the immediate: acting on it must stop.
 */
export function rank(item: Ranked): number {
  const drill = isReal(item) ? 0 : 0.5;
  if (item.withdrawn) return (item.state === 'acknowledged' ? 1 : 9) + drill;
  if (item.state === 'new') return isReal(item) ? [0, 2, 3][priorityOf(item) - 1]! : 4;
  return 4 + priorityOf(item) + drill;
}

/** The queue as it is worked off: by rank, then oldest first. */
export function inOrder(items: readonly NotificationItem[]): NotificationItem[] {
  return items
    .filter(({ state }) => state !== 'closed')
    .sort((one, other) => rank(one) - rank(other) || compare(one.receivedAt, other.receivedAt));
}

/** The one to open next: null when nothing is to take. */
export const oldestUntaken = (items: readonly NotificationItem[]): NotificationItem | null =>
  inOrder(items).find(isUntaken) ?? null;

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
