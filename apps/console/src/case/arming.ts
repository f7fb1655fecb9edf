/** How long after the content appeared nothing that was pressed counts: the press was meant for what stood there before. */
export const INERT_MS = 700;

type Press = 'none' | 'good' | 'early';

/**
 * Whether a press on "Take charge" counts. It must begin after the content has been on the screen for `INERT_MS`, and a
 * key that is held down never counts, nor does a key held since before.
 */
export class Arming {
  #shownAt: number | null = null;
  #press: Press = 'none';

  /** The content is on the screen; said again for the same content it changes nothing. */
  shown(now: number): void {
    this.#shownAt ??= now;
  }

  /** Other content takes its place. */
  reset(): void {
    this.#shownAt = null;
    this.#press = 'none';
  }

  isArmed(now: number): boolean {
    return this.#shownAt !== null && now - this.#shownAt >= INERT_MS;
  }

  /** A finger, button or key goes down. */
  pressed(now: number, isRepeat: boolean): void {
    if (isRepeat) this.#press = 'early';
    else this.#press = this.isArmed(now) ? 'good' : 'early';
  }

  /** The click that follows. One without a press before it comes from assistive technology. */
  clicked(now: number): boolean {
    const press = this.#press;
    this.#press = 'none';
    return press !== 'early' && this.isArmed(now);
  }
}
