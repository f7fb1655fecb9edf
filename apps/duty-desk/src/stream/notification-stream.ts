import { Inject, Injectable } from '@nestjs/common';
import { type DeskEvent, DeskEventRepository, NotificationRepository } from '@passerelle/persistence';
import { Clock } from '@passerelle/runtime';
import { HEARTBEAT_MS } from './heartbeat.js';
import { NotificationFeed } from './notification-feed.js';
import { chunkOf, heartbeatOf, kindsOf, type StreamEvent } from './stream-chunks.js';

const BATCH = 100;
const COMMENT = ': heartbeat\n\n';

export interface Reader {
  /** What was asked for; null is the contract's default, whose heartbeats are comments only. */
  events: readonly StreamEvent[] | null;
  /** Ends the stream. */
  signal: AbortSignal;
  /** Called with every heartbeat. */
  beat?: () => Promise<void>;
  heartbeatMs?: number;
}

/** The events of the desk as text/event-stream (HTML Living Standard §9.2), pulled as fast as the reader takes them. */
@Injectable()
export class NotificationStream {
  constructor(
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(DeskEventRepository) private readonly events: DeskEventRepository,
    @Inject(NotificationFeed) private readonly feed: NotificationFeed,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Where a stream begins: after `lastEventId`, or at the next event without it. An id beyond the last event is from
   * before a restore and counts as the last.
   */
  async beginning(lastEventId: bigint | null): Promise<bigint> {
    const last = await this.events.last();
    return lastEventId === null || lastEventId > last ? last : lastEventId;
  }

  /** Chunks to write one after the other, until the reader's signal or the service stops. */
  async *after(beginning: bigint, reader: Reader): AsyncGenerator<string> {
    const { events: asked, signal, beat, heartbeatMs = HEARTBEAT_MS } = reader;
    const wanted = asked ?? ['notification'];
    const kinds = kindsOf(wanted);
    const ended = AbortSignal.any([signal, this.feed.stopping]);
    let due = performance.now() + heartbeatMs;
    for (let position = beginning; !ended.aborted;) {
      const changed = this.feed.changed(Math.max(0, due - performance.now()), ended);
      const events = await this.events.after(position, kinds, BATCH);
      for await (const { seq, chunk } of this.#chunks(events, wanted)) {
        if (ended.aborted) return;
        yield chunk;
        position = seq;
      }
      if (events.length < BATCH) await changed;
      if (ended.aborted || performance.now() < due) continue;
      due = performance.now() + heartbeatMs;
      await beat?.();
      yield asked === null ? COMMENT : COMMENT + heartbeatOf(this.clock.now());
    }
  }

  /** A change is sent as the notification is now: of many changes of one, the reader needs the last. */
  async *#chunks(
    events: readonly DeskEvent[],
    wanted: readonly StreamEvent[],
  ): AsyncGenerator<{ seq: bigint; chunk: string }> {
    const ids = events.flatMap(({ notificationId }) => notificationId ?? []);
    const notifications = await this.notifications.findAll([...new Set(ids)]);
    for (const event of events) {
      const chunk = chunkOf(event, wanted, notifications.get(event.notificationId ?? ''));
      yield { seq: event.seq, chunk };
    }
  }
}
