import type { Flow } from './flow.js';

export interface TrunkSpeed {
  bitsPerSecond: number;
  /** What each byte waits besides, one way. */
  delayMs: number;
}

/** What goes at a time, so that connections share a trunk as packets do. */
const PACKET = 1_460;
const AT_ONCE = 65_536;

interface Underway {
  flow: Flow;
  packet: Buffer;
  at: number;
}

/**
 * One direction of a line: bytes of several connections, which take turns packet by packet. Without a speed they go at
 * once. Counts what it carried: the payload of TCP, so TLS included and headers of packets left out.
 */
export class Trunk {
  bytes = 0;
  speed: TrunkSpeed | null = null;
  readonly #waiting: Flow[] = [];
  readonly #underway: Underway[] = [];
  #freeAt = 0;
  #sending: NodeJS.Timeout | undefined;
  #arriving: NodeJS.Timeout | undefined;

  get delayMs(): number {
    return this.speed?.delayMs ?? 0;
  }

  /** The flow has something to send. */
  enqueue(flow: Flow): void {
    if (!this.#waiting.includes(flow)) this.#waiting.push(flow);
    this.#send();
  }

  #send(): void {
    while (this.#sending === undefined && this.#waiting.length > 0) {
      const now = performance.now();
      if (now < this.#freeAt) {
        this.#sending = setTimeout(() => {
          this.#sending = undefined;
          this.#send();
        }, this.#freeAt - now);
        return;
      }
      const flow = this.#waiting.shift()!;
      const packet = flow.take(this.speed === null ? AT_ONCE : PACKET);
      if (packet === null) continue;
      if (flow.hasMore) this.#waiting.push(flow);
      this.bytes += packet.length;
      this.#depart(flow, packet, now);
    }
  }

  #depart(flow: Flow, packet: Buffer, now: number): void {
    if (this.speed !== null) {
      const { bitsPerSecond } = this.speed;
      this.#freeAt = Math.max(now, this.#freeAt) + (packet.length * 8_000) / bitsPerSecond;
    }
    this.#underway.push({ flow, packet, at: Math.max(now, this.#freeAt) + this.delayMs });
    if (this.#arriving === undefined) this.#arrive();
  }

  /** In the order of departure, also when the speed changes meanwhile. */
  #arrive(): void {
    this.#arriving = undefined;
    for (let first = this.#underway[0]; first; first = this.#underway[0]) {
      const wait = first.at - performance.now();
      if (wait > 0) {
        this.#arriving = setTimeout(() => this.#arrive(), wait);
        return;
      }
      this.#underway.shift();
      first.flow.deliver(first.packet);
    }
  }
}
