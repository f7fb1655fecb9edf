import { settled } from './deadline.js';

/** Something that is done for one partition until it is told to stop. */
export interface Service {
  /** Resolves when aborted, or when it ended for good; never rejects. */
  run(signal: AbortSignal): Promise<void>;
}

interface Running<S> {
  service: S;
  abort: AbortController;
  done: Promise<void>;
  hasEnded: boolean;
}

const PATIENCE = 5_000;

/**
 * What a member of a group serves, by name. A rebalance touches only what it moves: whoever was a member all the time
 * goes on with what it is given again, without a pause. Should another have had it meanwhile, the fencing of a link or
 * the position of a consumer says so; whoever was expelled begins everything anew (kafka-link §3, rule 10).
 */
export class Served<S extends Service> {
  readonly #running = new Map<string, Running<S>>();
  /** what was told to end and has not yet */
  readonly #ending = new Map<string, Promise<void>>();

  constructor(private readonly make: (name: string) => S) {}

  get services(): ReadonlyMap<string, S> {
    return new Map([...this.#running].map(([name, { service }]) => [name, service]));
  }

  /** Serves exactly these from now on. */
  serve(names: readonly string[], isContinued: boolean): void {
    for (const [name, { hasEnded }] of this.#running)
      if (!isContinued || hasEnded || !names.includes(name)) this.#end(name);
    for (const name of names) if (!this.#running.has(name)) this.#begin(name);
  }

  /** Tells all to end and waits for them, not for ever. */
  async stop(): Promise<void> {
    for (const name of this.#running.keys()) this.#end(name);
    await settled(PATIENCE, Promise.all(this.#ending.values()));
  }

  #begin(name: string): void {
    const service = this.make(name);
    const abort = new AbortController();
    const before = settled(PATIENCE, this.#ending.get(name));
    const running: Running<S> = { service, abort, done: Promise.resolve(), hasEnded: false };
    running.done = before
      .then(() => service.run(abort.signal))
      .then(() => {
        running.hasEnded = true;
      });
    this.#running.set(name, running);
  }

  #end(name: string): void {
    const { abort, done } = this.#running.get(name)!;
    this.#running.delete(name);
    abort.abort();
    const ending = done.finally(() => {
      if (this.#ending.get(name) === ending) this.#ending.delete(name);
    });
    this.#ending.set(name, ending);
  }
}
