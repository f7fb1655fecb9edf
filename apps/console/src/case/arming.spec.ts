import { describe, expect, it } from '@jest/globals';
import { Arming, INERT_MS } from './arming.js';

const shown = (): Arming => {
  const arming = new Arming();
  arming.shown(0);
  return arming;
};

describe('taking charge', () => {
  it('is not possible before content is shown', () => {
    const arming = new Arming();
    arming.pressed(5_000, false);
    expect(arming.clicked(5_000)).toBe(false);
  });

  it('ignores a press in the first 700 ms, even when it is released later', () => {
    const arming = shown();
    arming.pressed(INERT_MS - 1, false);
    expect(arming.clicked(INERT_MS + 500)).toBe(false);
  });

  it('takes a press after that, once', () => {
    const arming = shown();
    arming.pressed(INERT_MS, false);
    expect(arming.clicked(INERT_MS + 20)).toBe(true);
  });

  it('never takes a key that repeats', () => {
    const arming = shown();
    for (let at = 0; at < 3_000; at += 30) {
      arming.pressed(at, at > 0);
      expect(arming.clicked(at)).toBe(false);
    }
  });

  it('takes a click of assistive technology, which presses nothing', () => {
    expect(shown().clicked(INERT_MS)).toBe(true);
    expect(shown().clicked(INERT_MS - 1)).toBe(false);
  });

  it('begins anew with other content, and does not when the same is shown again', () => {
    const arming = shown();
    arming.shown(600);
    expect(arming.isArmed(INERT_MS)).toBe(true);
    arming.reset();
    arming.shown(10_000);
    expect(arming.isArmed(10_100)).toBe(false);
  });
});
