import { describe, expect, it } from '@jest/globals';
import {
  AT_LEAST_APART_MS,
  CALL_EVERY_MS,
  NOTHING_RUNG,
  type Rung,
  toneDue,
  type Waiting,
} from './ring-when.js';

const waiting = (immediate: string[], urgent: string[] = []): Waiting => ({ immediate, urgent });

/** The tones of a story of (time, what waits), looked at whenever something changes and every second. */
function tones(story: [at: number, waiting: Waiting][]): { at: number; tone: string }[] {
  let rung: Rung = NOTHING_RUNG;
  return story.flatMap(([at, now]) => {
    const due = toneDue(rung, now, at);
    rung = due.rung;
    return due.tone ? [{ at, tone: due.tone }] : [];
  });
}
const START = 1_000_000;

describe('the sound of the watch', () => {
  it('calls at once for an immediate alert, again every ten seconds, and stops when it is taken', () => {
    const untaken = waiting(['a']);
    expect(
      tones([
        [START, untaken],
        [START + 5_000, untaken],
        [START + CALL_EVERY_MS, untaken],
        [START + 2 * CALL_EVERY_MS, waiting([])],
        [START + 3 * CALL_EVERY_MS, waiting([])],
      ]),
    ).toEqual([
      { at: START, tone: 'immediate' },
      { at: START + CALL_EVERY_MS, tone: 'immediate' },
    ]);
  });

  it('sounds once for an urgent one, however long it waits', () => {
    const untaken = waiting([], ['b']);
    expect(
      tones([
        [START, untaken],
        [START + CALL_EVERY_MS, untaken],
        [START + 5 * CALL_EVERY_MS, untaken],
      ]),
    ).toEqual([{ at: START, tone: 'urgent' }]);
  });

  it('sounds once for a case in a flood, not once for each of its messages', () => {
    const flood = Array.from({ length: 30 }, (_, n): [number, Waiting] => [
      START + n * 100,
      waiting(['a', 'b', 'c']),
    ]);
    expect(tones(flood)).toHaveLength(1);
  });

  it('never lets two arrivals overlap, and loses neither', () => {
    const heard = tones([
      [START, waiting(['a'])],
      [START + 500, waiting(['a', 'b'])],
      [START + AT_LEAST_APART_MS, waiting(['a', 'b'])],
    ]);
    expect(heard.map(({ at }) => at - START)).toEqual([0, AT_LEAST_APART_MS]);
  });

  it('is silent for routine and when nothing waits', () => {
    expect(tones([[START, waiting([])]])).toEqual([]);
  });
});
