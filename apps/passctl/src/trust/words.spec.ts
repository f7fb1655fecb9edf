import { describe, expect, it } from '@jest/globals';
import { fingerprintWords } from './words.js';

const wordsOf = (bytes: readonly number[]): string =>
  fingerprintWords(Buffer.from(bytes).toString('base64url'));

describe('fingerprintWords', () => {
  // The examples of the proquint paper are IPv4 addresses.
  it.each([
    ['127.0.0.1', 'lusab babad'],
    ['63.84.220.193', 'gutih tugad'],
    ['63.118.7.35', 'gutuk bisog'],
    ['140.98.193.141', 'mudof sakat'],
    ['64.255.6.200', 'haguz biram'],
    ['128.30.52.45', 'mabiv gibot'],
    ['147.67.119.2', 'natag lisaf'],
    ['212.58.253.68', 'tibup zujah'],
    ['216.35.68.215', 'tobog higil'],
    ['216.68.232.21', 'todah vobij'],
    ['198.81.129.136', 'sinid makam'],
    ['12.110.110.204', 'budov kuras'],
  ])('says %s as %s', (address, words) => {
    expect(wordsOf(address.split('.').map(Number))).toBe(words);
  });

  it('gives 256 bits sixteen words in four lines', () => {
    const lines = wordsOf(Array.from({ length: 32 }, (_, byte) => byte)).split('\n');
    expect(lines.map((line) => line.split(' ').length)).toEqual([4, 4, 4, 4]);
  });
});
