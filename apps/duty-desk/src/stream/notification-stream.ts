import { Inject, Injectable } from '@nestjs/common';
import { type NotificationEvent, NotificationRepository } from '@passerelle/persistence';
import { NotificationFeed } from './notification-feed.js';

/** A comment goes out when nothing else does, so that proxies and the console know the stream lives. */
export const HEARTBEAT_MS = 15_000;
const HEARTBEAT = ': heartbeat\n\n';
const BATCH = 100;

/** The events of the desk as text/event-stream (HTML Living Standard §9.2), pulled as fast as the reader takes them. */
@Injectable()
export class NotificationStream {
  constructor(
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(NotificationFeed) private readonly feed: NotificationFeed,
  ) {}

  /**
   * Where a stream begins: after `lastEventId`, or at the next event without it. An id beyond the last event is from
   * before a restore and counts as the last.
   */
  async beginning(lastEventId: bigint | null): Promise<bigint> {
    const last = await this.notifications.lastEvent();
    return lastEventId === null || lastEventId > last ? last : lastEventId;
  }

  /** Chunks to write one after the other, until `signal` or the service stops. */
  async *after(beginning: bigint, signal: AbortSignal, heartbeatMs = HEARTBEAT_MS): AsyncGenerator<string> {
    const ended = AbortSignal.any([signal, this.feed.stopping]);
    for (let position = beginning; !ended.aborted;) {
      const changed = this.feed.changed(heartbeatMs, ended);
      const started = performance.now();
      const events = await this.notifications.eventsAfter(position, BATCH);
      for (const event of events) {
        if (ended.aborted) return;
        yield chunkOf(event);
        position = event.seq;
      }
      if (events.length > 0) continue;
      await changed;
      if (!ended.aborted && performance.now() - started >= heartbeatMs) yield HEARTBEAT;
    }
  }
}

function chunkOf({ seq, at, ...event }: NotificationEvent): string {
  const { notificationId, alertId, originAlertId, origin, version, category, urgency, status, reason } =
    event;
  const data = {
    notificationId,
    alertId,
    originAlertId,
    origin,
    version,
    category,
    urgency,
    status,
    reason,
    at: at.toISOString(),
  };
  return `id: ${seq}\nevent: notification\ndata: ${JSON.stringify(data)}\n\n`;
}
