/** Three missed heartbeats would be too late, two may be one slow packet: 2.5 times the desk's 15 s. */
export const SILENT_AFTER_MS = 37_500;
const CONNECT_PATIENCE_MS = 10_000;
const RETRY_MS = [500, 1_000, 2_000, 4_000];
/** After so long without a stream the snapshot is read again: cheaper than to be wrong. */
const GAP_MS = 60_000;

/** `opening`: just begun, nothing known yet. */
export type Connection = 'opening' | 'connected' | 'silent' | 'offline';

/** What one event of the desk is, on its way to every tab. */
export interface News {
  event: 'change' | 'receipt';
  id: string;
  data: string;
}

/** The part of `EventSource` that is needed here. */
export interface Source {
  addEventListener: (type: string, listener: (event: MessageEvent<string>) => void) => void;
  close: () => void;
}

export interface LinkPorts {
  open: (address: string) => Source;
  now: () => number;
  /** Returns how to call it off. */
  after: (ms: number, work: () => void) => () => void;
  tell: (news: News) => void;
  /** The link's state changed, or something was heard. */
  state: (connection: Connection, heardAt: number | null) => void;
  /** Events may have been missed. */
  gap: () => void;
  /** The desk refuses the stream: the session may be over. */
  refused: () => void;
}

/**
 * The one stream of a browser. It does not trust the browser's own reconnecting, which gives up for good after some
 * failures and never notices a line that is merely silent: each stream is watched by the desk's heartbeats, closed when
 * they stay away, and opened again after the last event that was told.
 */
export class LiveLink {
  #source: Source | null = null;
  #last: string | null;
  #connection: Connection = 'opening';
  #heardAt: number | null = null;
  #downSince: number | null = null;
  #failures = 0;
  #timer: () => void = () => undefined;
  #stopped = false;

  constructor(
    private readonly ports: LinkPorts,
    after: string | null,
  ) {
    this.#last = after;
  }

  start(): void {
    this.#stopped = false;
    this.#open();
  }

  stop(): void {
    this.#stopped = true;
    this.#close();
    this.#become('offline');
  }

  /** The browser says that the line is back, or the officer asks: do not wait for the next try. */
  hurry(): void {
    if (this.#stopped || this.#connection === 'connected') return;
    this.#failures = 0;
    this.#open();
  }

  #open(): void {
    this.#close();
    const resumed = this.#last !== null;
    const source = this.ports.open(addressAfter(this.#last));
    this.#source = source;
    this.#wait(CONNECT_PATIENCE_MS, () => this.#failed(false));
    source.addEventListener('open', () => this.#opened(resumed));
    source.addEventListener('heartbeat', () => this.#heard());
    for (const event of ['change', 'receipt'] as const) {
      source.addEventListener(event, ({ data, lastEventId }) => {
        this.#last = lastEventId || this.#last;
        this.ports.tell({ event, id: lastEventId, data });
        this.#heard();
      });
    }
    source.addEventListener('error', () => this.#failed(true));
  }

  #opened(resumed: boolean): void {
    const { now } = this.ports;
    const gap = !resumed || (this.#downSince !== null && now() - this.#downSince > GAP_MS);
    this.#failures = 0;
    this.#downSince = null;
    this.#heard();
    if (gap) this.ports.gap();
  }

  #heard(): void {
    this.#heardAt = this.ports.now();
    this.#become('connected');
    this.#wait(SILENT_AFTER_MS, () => {
      this.#become('silent');
      this.#downSince ??= this.#heardAt;
      this.#open();
    });
  }

  /** `told`: the browser says so. Otherwise nobody answered, and a silent line stays silent until somebody does. */
  #failed(told: boolean): void {
    this.#close();
    this.#downSince ??= this.ports.now();
    if (told) this.ports.refused();
    if (told || this.#connection !== 'silent') this.#become('offline');
    if (this.#stopped) return;
    this.#wait(RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)] ?? 0, () => this.#open());
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    this.ports.state(connection, this.#heardAt);
  }

  #wait(ms: number, work: () => void): void {
    this.#timer();
    this.#timer = this.ports.after(ms, work);
  }

  #close(): void {
    this.#timer();
    this.#source?.close();
    this.#source = null;
  }
}

function addressAfter(last: string | null): string {
  const query = new URLSearchParams({ events: 'change,receipt', ...(last !== null && { after: last }) });
  return `/v1/notifications/stream?${query.toString()}`;
}
