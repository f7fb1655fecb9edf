import type { NotificationItem, Queue } from '../api/types.js';

interface Change {
  item: NotificationItem;
  eventId: string;
}

/**
 * The notifications this page knows: a snapshot of the queue and every change told after it. A change that overtakes
 * the snapshot it belongs behind is kept; one that the snapshot already holds is dropped.
 */
export class QueueStore {
  #items = new Map<string, NotificationItem>();
  #changes: Change[] = [];
  #upTo = '0';

  get items(): NotificationItem[] {
    return [...this.#items.values()];
  }

  get upTo(): string {
    return this.#upTo;
  }

  find(notificationId: string): NotificationItem | undefined {
    return this.#items.get(notificationId);
  }

  /** A snapshot replaces what is open here; what was closed meanwhile stays known as it was last told. */
  replace({ items, lastEventId }: Pick<Queue, 'items' | 'lastEventId'>): void {
    const open = new Map(items.map((item) => [item.notificationId, item]));
    const closed = this.items.filter(({ state }) => state === 'closed');
    this.#items = new Map([...closed.map((item) => [item.notificationId, item] as const), ...open]);
    this.#upTo = lastEventId;
    this.#changes = this.#changes.filter(({ eventId }) => isAfter(eventId, lastEventId));
    for (const { item } of this.#changes) this.#items.set(item.notificationId, item);
  }

  /** @returns whether the change was news */
  apply(item: NotificationItem, eventId: string): boolean {
    if (!isAfter(eventId, this.#upTo)) return false;
    this.#changes.push({ item, eventId });
    this.#items.set(item.notificationId, item);
    return true;
  }

  /** The answer to our own action, ahead of the stream. */
  put(item: NotificationItem): void {
    this.#items.set(item.notificationId, item);
  }
}

/** Event ids count up and may be longer than a number is exact. */
function isAfter(one: string, other: string): boolean {
  if (!/^\d+$/.test(one) || !/^\d+$/.test(other)) return true;
  return BigInt(one) > BigInt(other);
}
