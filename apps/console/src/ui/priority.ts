import type { NotificationItem } from '../api/types.js';

/** 1 immediate, 2 urgent, 3 routine: how loudly something is shown. */
export type Priority = 1 | 2 | 3;

/** What the partner marked urgent is immediate; routine that nobody took and that went up a level is urgent. */
export function priorityOf({ urgency, level }: Pick<NotificationItem, 'urgency' | 'level'>): Priority {
  if (urgency === 'urgent') return 1;
  return level === 'desk' ? 3 : 2;
}
