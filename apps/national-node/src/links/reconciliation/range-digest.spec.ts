import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { rangeDigestOf } from './range-digest.js';

const sha256 = (text: string) => createHash('sha256').update(text);
const entry = (jti: string, ver = 1) => ({ jti, ver, dig: sha256(`${jti} ${ver}`).digest('base64url') });
const lineOf = ({ jti, ver, dig }: ReturnType<typeof entry>) => `${jti} ${ver} ${dig}\n`;
const leafOf = (jti: string) => sha256(jti).digest('hex').slice(0, 4);

describe('the digest of a range', () => {
  it('of nothing is that of nothing', () => {
    for (const prefix of ['', '3f', '3f8a', '3f8a1'])
      expect(rangeDigestOf(prefix, [])).toBe(sha256('').digest('base64url'));
  });

  it('of a leaf, or less, is over its lines in the byte order of the ids', () => {
    const entries = ['b', 'a', 'B', 'a-1'].map((jti) => entry(jti));
    const lines = ['B', 'a', 'a-1', 'b'].map((jti) => lineOf(entry(jti))).join('');
    for (const prefix of ['3f8a', '3f8a1'])
      expect(rangeDigestOf(prefix, entries)).toBe(sha256(lines).digest('base64url'));
  });

  it('of more is over its leaves, each with its place, its number and its own digest', () => {
    const [one, two] = ['one', 'two'].map((jti) => entry(jti));
    const leaves = [one!, two!]
      .map((each) => `${leafOf(each.jti)} 1 ${sha256(lineOf(each)).digest('base64url')}\n`)
      .sort();
    expect(rangeDigestOf('', [one!, two!])).toBe(sha256(leaves.join('')).digest('base64url'));
    expect(rangeDigestOf('', [two!, one!])).toBe(rangeDigestOf('', [one!, two!]));
  });

  it('is another with another version, another content, or one entry less', () => {
    const all = ['one', 'two', 'three'].map((jti) => entry(jti));
    const digests = [
      all,
      [entry('one', 2), ...all.slice(1)],
      [{ ...all[0]!, dig: all[1]!.dig }, ...all.slice(1)],
      all.slice(1),
    ].map((entries) => rangeDigestOf('', entries));
    expect(new Set(digests).size).toBe(digests.length);
  });
});
