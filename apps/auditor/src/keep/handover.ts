import { unlessAborted } from '@passerelle/kafka';

/** From many who fetch to one who writes. Whoever gives waits until it is taken, so that nobody fetches ahead. */
export class Handover<T> {
  readonly #waiting: { item: T; taken: () => void }[] = [];
  #arrived: () => void = () => {};

  /** Resolves when the item was taken, or once the signal aborts. */
  async give(item: T, signal: AbortSignal): Promise<void> {
    const taken = new Promise<void>((resolve) => this.#waiting.push({ item, taken: resolve }));
    this.#arrived();
    await unlessAborted(signal, taken);
  }

  /**
   * What has come, in the order of its coming, at least one and no more than makes `enough`; null once the signal aborts.
   */
  async take(enough: (items: readonly T[]) => boolean, signal: AbortSignal): Promise<T[] | null> {
    while (this.#waiting.length === 0 && !signal.aborted) {
      const arrival = new Promise<void>((resolve) => (this.#arrived = resolve));
      await unlessAborted(signal, arrival);
    }
    if (signal.aborted) return null;
    const items: T[] = [];
    while (this.#waiting.length > 0 && !enough(items)) {
      const { item, taken } = this.#waiting.shift()!;
      items.push(item);
      taken();
    }
    return items;
  }
}
