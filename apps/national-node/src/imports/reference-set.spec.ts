import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { ReferenceSet } from './reference-set.js';

const mac = (number: number): Buffer => createHash('sha256').update(String(number)).digest();

describe('the references of a file', () => {
  it('are each known from then on, and none that was not named', () => {
    const named = new ReferenceSet();
    const some = Array.from({ length: 20_000 }, (_, number) => mac(number)); // it grows three times
    expect(some.filter((each) => !named.add(each))).toEqual([]);
    expect(some.filter((each) => !named.has(each))).toEqual([]);
    expect(some.filter((_, number) => named.has(mac(some.length + number)))).toEqual([]);
    expect(named.add(mac(17))).toBe(false);
    expect(named.size).toBe(some.length);
  });

  it('are told apart also where they begin alike', () => {
    const named = new ReferenceSet();
    const [one, other] = [mac(1), mac(1)];
    other[15] = (other[15] ?? 0) ^ 1;
    named.add(one);
    expect(named.has(other)).toBe(false);
    expect(named.add(other)).toBe(true);
  });
});
