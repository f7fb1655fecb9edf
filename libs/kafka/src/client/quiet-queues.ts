import { createRequire } from 'node:module';

/** What the timers of kafkajs's queue of requests, one per connection, need of it. */
export interface RequestQueue {
  pending: readonly unknown[];
  inflight: ReadonlyMap<number, { sentAt: number; requestTimeout: number; timeoutRequest: () => void }>;
  enforceRequestTimeout: boolean;
  isConnected(): boolean;
  scheduleCheckPendingRequests: () => void;
  scheduleRequestTimeoutCheck: () => void;
  destroy: () => void;
}

/** ms; a request may take seconds, so that a second more or less is no matter. */
const TIMEOUT_CHECK = 1_000;
const installed = new WeakSet<RequestQueue>();
const watched = new Set<RequestQueue>();
let watch: NodeJS.Timeout | undefined;

/**
 * Lets connections sleep that have nothing to do. A queue of kafkajs looks for waiting requests every millisecond for
 * ever, because it computes a time in the past when none waits, and each looks for late answers ten times a second:
 * that was most of what an idle service cost. Here an empty queue schedules nothing, and one timer looks after all.
 * Idempotent.
 */
export function installQuietQueues(load: (path: string) => unknown = createRequire(import.meta.url)): void {
  const { prototype } = load('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  if (installed.has(prototype)) return;
  installed.add(prototype);
  const { scheduleCheckPendingRequests, destroy } = prototype;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
  };
  prototype.scheduleRequestTimeoutCheck = function (this: RequestQueue) {
    if (!this.enforceRequestTimeout) return;
    watched.add(this);
    watch ??= setInterval(checkTimeouts, TIMEOUT_CHECK);
  };
  prototype.destroy = function (this: RequestQueue) {
    watched.delete(this);
    if (watched.size === 0) {
      clearInterval(watch);
      watch = undefined;
    }
    destroy.call(this);
  };
}

function checkTimeouts(): void {
  const now = Date.now();
  for (const queue of watched) {
    for (const request of queue.inflight.values()) {
      if (now - request.sentAt > request.requestTimeout) request.timeoutRequest();
    }
    if (!queue.isConnected()) queue.destroy();
  }
}
