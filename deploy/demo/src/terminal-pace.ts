import { stdin } from 'node:process';
import { emitKeypressEvents, type Key } from 'node:readline';
import type { Pace } from './pace.js';

/** The audience has seen enough. */
export class Quit extends Error {}

/** A pace for people: some seconds a step; space holds and lets go, enter goes on at once, q ends at the next step. */
export class TerminalPace implements Pace {
  #held = false;
  #quit = false;
  #goOn: () => void = () => undefined;

  constructor(private readonly seconds: number) {
    if (!stdin.isTTY) return;
    emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.on('keypress', (_: string, key: Key) => this.#pressed(key));
  }

  beat(title: string): void {
    console.log(`\n\x1b[1m${title}\x1b[0m`);
  }

  async show(what: string): Promise<void> {
    console.log(`  ${what}`);
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
      timer = setTimeout(() => {
        if (!this.#held) resolve();
      }, this.seconds * 1000);
    });
    clearTimeout(timer);
    if (this.#quit) throw new Quit();
  }

  close(): void {
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
  }

  #pressed({ name, ctrl }: Key): void {
    if (name === 'q' || (ctrl && name === 'c')) {
      if (this.#quit) process.exit(130); // asked twice: not at the next step, but now
      this.#quit = true;
      this.#goOn();
    }
    if (name === 'space') {
      this.#held = !this.#held;
      console.log(this.#held ? '  (paused: space or enter goes on)' : '  (going on)');
    }
    if (name === 'return' || (name === 'space' && !this.#held)) {
      this.#held = false;
      this.#goOn();
    }
  }
}
