import { describe, expect, it, jest } from '@jest/globals';
import { keepOpen } from './reopening.js';
import { SharedPauses } from './shared-pauses.js';

const FOR_EVER = 2 ** 30;

/** Something that can not be opened while the line is down, and then stays open. */
function lane(pauses: SharedPauses, line: { isUp: boolean }, getsOn: boolean) {
  const open = jest.fn();
  const stop = new AbortController();
  const pause = jest.fn((milliseconds: number, signal: AbortSignal) => pauses.take(milliseconds, signal));
  const attempt = async (signal: AbortSignal): Promise<void> => {
    if (!line.isUp) throw new Error('the line is down');
    open();
    if (getsOn) pauses.end();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  };
  const kept = keepOpen(
    { attempt, pause, delay: () => FOR_EVER, onError: () => undefined, now: () => 0 },
    stop.signal,
  );
  return { open, pause, stop: () => (stop.abort(), kept) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('lanes over one line', () => {
  it('are all open again as soon as one of them gets on', async () => {
    const [pauses, line] = [new SharedPauses(), { isUp: false }];
    const [urgent, routine] = [lane(pauses, line, false), lane(pauses, line, false)];
    await settle();
    expect([urgent.pause.mock.calls.length, routine.pause.mock.calls.length]).toEqual([1, 1]);
    line.isUp = true;
    const third = lane(pauses, line, true);
    await settle();
    expect([urgent.open, routine.open, third.open].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
    await Promise.all([urgent.stop(), routine.stop(), third.stop()]);
  });

  it('sit out their pauses where none gets on, also where one can be opened', async () => {
    const [pauses, line] = [new SharedPauses(), { isUp: false }];
    const waiting = lane(pauses, line, false);
    await settle();
    line.isUp = true;
    const opened = lane(pauses, line, false);
    await settle();
    expect([waiting.open.mock.calls.length, opened.open.mock.calls.length]).toEqual([0, 1]);
    await Promise.all([waiting.stop(), opened.stop()]);
  });

  it('end at once when they are told to stop in a pause', async () => {
    const pausing = lane(new SharedPauses(), { isUp: false }, false);
    await settle();
    await pausing.stop();
    expect(pausing.open).not.toHaveBeenCalled();
  });
});
