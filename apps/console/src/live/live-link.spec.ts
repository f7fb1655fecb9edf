import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, LiveLink, type News, SILENT_AFTER_MS, type Source } from './live-link.js';

/** One opened stream, played by the test. */
class FakeSource implements Source {
  closed = false;
  readonly #listeners = new Map<string, ((event: MessageEvent<string>) => void)[]>();

  constructor(readonly address: string) {}

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }
  close(): void {
    this.closed = true;
  }
  say(type: string, id = '', data = '{}'): void {
    if (this.closed) return;
    for (const listener of this.#listeners.get(type) ?? []) {
      listener({ lastEventId: id, data } as MessageEvent<string>);
    }
  }
}

let sources: FakeSource[];
let told: News[];
let states: Connection[];
let gaps: number;
let refusals: number;
let now: number;
let timer: { at: number; work: () => void } | null;

const latest = (): FakeSource => sources.at(-1) ?? new FakeSource('');

function pass(ms: number): void {
  now += ms;
  if (timer && timer.at <= now) {
    const due = timer;
    timer = null;
    due.work();
  }
}

function link(after: string | null = '7'): LiveLink {
  return new LiveLink(
    {
      open(address) {
        const source = new FakeSource(address);
        sources.push(source);
        return source;
      },
      now: () => now,
      after(ms, work) {
        const mine = { at: now + ms, work };
        timer = mine;
        return () => {
          if (timer === mine) timer = null;
        };
      },
      tell: (news) => void told.push(news),
      state: (connection) => void (states.at(-1) !== connection && states.push(connection)),
      gap: () => void gaps++,
      refused: () => void refusals++,
    },
    after,
  );
}

beforeEach(() => {
  sources = [];
  told = [];
  states = [];
  gaps = 0;
  refusals = 0;
  now = 1_000_000;
  timer = null;
});

describe('the one stream of a browser', () => {
  it('begins after the snapshot, and asks for nothing again', () => {
    link('41').start();
    expect(latest().address).toBe('/v1/notifications/stream?events=change%2Creceipt&after=41');
    latest().say('open');
    expect(states).toEqual(['connected']);
    expect(gaps).toBe(0);
  });

  it('says that events may be missing when it does not know where it begins', () => {
    link(null).start();
    latest().say('open');
    expect(gaps).toBe(1);
  });

  it('loses and repeats nothing over a hundred abrupt drops', () => {
    link('0').start();
    let sent = 0;
    for (let drop = 0; drop < 100; drop++) {
      const source = latest();
      source.say('open');
      const after = Number(new URLSearchParams(source.address.split('?')[1]).get('after'));
      for (let id = after + 1; id <= sent + 3; id++) source.say('change', String(id));
      sent += 3;
      source.say('error');
      pass(4_000);
    }
    expect(told.map(({ id }) => Number(id))).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
    expect(gaps).toBe(0);
  });

  it('tries again within five seconds, however often it failed', () => {
    link().start();
    for (let failure = 0; failure < 20; failure++) {
      const before = sources.length;
      latest().say('error');
      pass(5_000);
      expect(sources.length).toBe(before + 1);
    }
    expect(states).toEqual(['offline']);
  });

  it('is silent, not connected, after two and a half missed heartbeats, and opens another stream', () => {
    link().start();
    latest().say('open');
    pass(15_000);
    latest().say('heartbeat');
    pass(SILENT_AFTER_MS - 1);
    expect(states).toEqual(['connected']);
    const mute = latest();
    pass(1);
    expect(states).toEqual(['connected', 'silent']);
    expect(mute.closed).toBe(true);
    pass(10_000);
    expect(states).toEqual(['connected', 'silent']);
    pass(500);
    latest().say('open');
    expect(states).toEqual(['connected', 'silent', 'connected']);
  });

  it('asks for the snapshot again after a minute without a stream', () => {
    link().start();
    latest().say('open');
    latest().say('error');
    for (let second = 0; second < 70; second += 4) {
      pass(4_000);
      latest().say('error');
    }
    pass(4_000);
    latest().say('open');
    expect(gaps).toBe(1);
  });

  it('has the session looked at when the desk refuses', () => {
    link().start();
    latest().say('error');
    expect(refusals).toBe(1);
  });

  it('stops for good, and starts again where it was', () => {
    const stream = link('3');
    stream.start();
    latest().say('open');
    latest().say('change', '9');
    stream.stop();
    pass(60_000);
    expect(sources).toHaveLength(1);
    stream.start();
    expect(latest().address).toContain('after=9');
  });
});
