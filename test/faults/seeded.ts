import { createHash } from 'node:crypto';

/** Random choices that a seed repeats: mulberry32. Not for keys or contents. */
export class Seeded {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** [0, 1) */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Whole, from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of several, by weight. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let left = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) if ((left -= weight) < 0) return choice;
    return choices.at(-1)![1];
  }

  /** The stream of that name: whichever others there are. */
  named(name: string): Seeded {
    const hash = createHash('sha256').update(name).digest().readUInt32BE();
    return new Seeded((this.seed ^ hash) >>> 0);
  }

  /** A stream of its own, so that who draws more does not move the others. */
  fork(): Seeded {
    return new Seeded(Math.floor(this.next() * 2 ** 32));
  }
}
