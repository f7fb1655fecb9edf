import type { Socket } from 'node:net';
import type { Trunk } from './trunk.js';

/** What a connection may have waiting, as a window of TCP: more stays with the sender. */
const WINDOW = 16 * 1_024;

/** One direction of one connection through a trunk. */
export class Flow {
  #pending: Buffer[] = [];
  #size = 0;
  #underway = 0;
  #held = false;
  #dead = false;
  #sourceEnded = false;
  /** told after each packet that arrived */
  onDelivered: () => void = () => undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly trunk: Trunk,
    firstAfterMs: number,
  ) {
    if (firstAfterMs > 0) {
      this.hold();
      setTimeout(() => this.release(), firstAfterMs);
    }
    from.on('data', (chunk: Buffer) => this.#accept(chunk));
    from.once('close', () => {
      this.#sourceEnded = true;
      this.#endWhenEmpty();
    });
    to.on('drain', () => this.#offer());
  }

  get hasMore(): boolean {
    return this.#size > 0 && !this.#held && !this.#dead && !this.to.writableNeedDrain;
  }

  /** At most so many bytes of what waits; null where nothing may go. */
  take(most: number): Buffer | null {
    if (!this.hasMore) return null;
    const all = Buffer.concat(this.#pending);
    const packet = all.subarray(0, most);
    this.#keep(all.subarray(packet.length));
    this.#underway += 1;
    if (this.#size < WINDOW) this.from.resume();
    return packet;
  }

  deliver(packet: Buffer): void {
    this.#underway -= 1;
    if (this.#dead) return;
    this.to.write(packet);
    this.onDelivered();
    this.#endWhenEmpty();
  }

  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#offer();
    this.#endWhenEmpty();
  }

  /** From now on whatever comes is read and forgotten, and the other end hears nothing, not even an end. */
  swallow(): void {
    this.#dead = true;
    this.#keep(Buffer.alloc(0));
    this.from.resume();
  }

  #accept(chunk: Buffer): void {
    if (this.#dead) return;
    this.#pending.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= WINDOW) this.from.pause();
    this.#offer();
  }

  #offer(): void {
    if (this.hasMore) this.trunk.enqueue(this);
  }

  #keep(rest: Buffer): void {
    this.#pending = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
  }

  /** An end arrives after the last byte. */
  #endWhenEmpty(): void {
    if (this.#sourceEnded && this.#size === 0 && this.#underway === 0 && !this.#held && !this.#dead)
      this.to.end();
  }
}
