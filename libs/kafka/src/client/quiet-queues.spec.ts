import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { installQuietQueues, type RequestQueue } from './quiet-queues.js';

interface Answer {
  correlationId: number;
  payload: null;
  size: number;
}
interface Queue extends RequestQueue {
  push(request: object): void;
  fulfillRequest(answer: Answer): void;
}
type QueueClass = { new (options: object): Queue; prototype: Queue };

const Stock = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as QueueClass;
const PATCHED = ['scheduleCheckPendingRequests', 'scheduleRequestTimeoutCheck', 'destroy'] as const;
/** As it came; nothing in this file loads what changes it. */
const stock = PATCHED.map((name) => [name, { value: Stock.prototype[name], writable: true }] as const);

function stockQueue(): QueueClass {
  const copy = class extends Stock {};
  Object.defineProperties(copy.prototype, Object.fromEntries(stock));
  return copy;
}

function quietQueue(): QueueClass {
  const queue = stockQueue();
  installQuietQueues(() => queue);
  return queue;
}

let connected: boolean;
const make = (Queue: QueueClass, requestTimeout = 8_000): Queue =>
  new Queue({
    instrumentationEmitter: null,
    requestTimeout,
    enforceRequestTimeout: true,
    maxInFlightRequests: 1,
    clientId: 'test',
    broker: 'test',
    logger: { debug() {}, warn() {} },
    isConnected: () => connected,
  });
const request = (correlationId: number, sent: number[], rejected: Error[] = []) => ({
  entry: { correlationId, resolve() {}, reject: (error: Error) => rejected.push(error) },
  expectResponse: true,
  sendRequest: () => sent.push(correlationId),
});

describe('a queue of requests', () => {
  beforeEach(() => {
    connected = true;
    jest.useFakeTimers();
  });
  afterEach(() => void jest.useRealTimers());

  it('schedules nothing once its requests are answered; the one of kafkajs wakes up for ever', () => {
    const timersAfterAnAnswer = (Queue: QueueClass) => {
      const queue = make(Queue);
      queue.push(request(1, []));
      queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
      jest.advanceTimersByTime(50);
      const left = jest.getTimerCount();
      jest.clearAllTimers();
      return left;
    };
    expect(timersAfterAnAnswer(stockQueue())).toBe(1);
    expect(timersAfterAnAnswer(quietQueue())).toBe(0);
  });

  it('sends what waits as soon as an answer makes room', () => {
    const queue = make(quietQueue());
    const sent: number[] = [];
    queue.push(request(1, sent));
    queue.push(request(2, sent));
    expect(sent).toEqual([1]);
    queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    expect(sent).toEqual([1, 2]);
  });

  it('gives up what is not answered in time, also on several connections, and stops when they end', () => {
    const Queue = quietQueue();
    const rejected: Error[] = [];
    const queues = [make(Queue, 3_000), make(Queue, 3_000)];
    queues.forEach((queue, id) => {
      queue.scheduleRequestTimeoutCheck();
      queue.push(request(id, [], rejected));
    });
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(2_900);
    expect(rejected).toEqual([]);
    jest.advanceTimersByTime(1_200);
    expect(rejected.map(({ name }) => name)).toEqual([
      'KafkaJSRequestTimeoutError',
      'KafkaJSRequestTimeoutError',
    ]);
    connected = false;
    jest.advanceTimersByTime(1_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});
