import { items } from '../offline/outbox.js';
import { isUnsent } from '../offline/outbox-item.js';

/** Whether something that was done about this case has not reached the desk yet. */
export const isPending = (notificationId: string): boolean =>
  items.value.some((entry) => entry.subject === notificationId && isUnsent(entry));
