import { describe, expect, it } from '@jest/globals';
import { newLog, newWitness, policyOf } from '../../test/people.js';
import { formatVerifierKey } from '../note/note-key.js';
import { parsePolicy, quorumOfAll } from './parse-policy.js';
import { isQuorum } from './policy.js';

const log = newLog();
const witnesses = ['x1', 'x2', 'x3', 'y1', 'y2'].map((name) => newWitness(name));
const [x1, x2, x3, y1, y2] = witnesses.map(({ key }) => key);
const lines = [
  `log ${formatVerifierKey(log.key)} https://xa.example`,
  ...witnesses.map(({ key }) => `witness ${key.name} ${formatVerifierKey(key)}`),
];
const policy = (...more: readonly string[]): string =>
  [...lines, ...more].map((line) => `${line}\n`).join('');

describe('a policy', () => {
  it('counts the witnesses of groups in groups, as C2SP’s example does', () => {
    const read = parsePolicy(
      policy(
        '# two of one house, any of the other',
        'group x 2 x1 x2 x3',
        '\tgroup  y any y1 y2 ',
        '',
        'group both all x y',
        'quorum both',
      ),
    );
    expect(isQuorum(read, [x1!, x3!, y2!])).toBe(true);
    expect(isQuorum(read, [x1!, x2!, x3!])).toBe(false);
    expect(isQuorum(read, [x1!, y1!, y2!])).toBe(false);
    expect(isQuorum(read, [x1!, x1!, y1!])).toBe(false);
  });

  it('asks for one witness, or for none', () => {
    expect(isQuorum(parsePolicy(policy('quorum x2')), [x1!])).toBe(false);
    expect(isQuorum(parsePolicy(policy('quorum x2')), [x2!])).toBe(true);
    expect(isQuorum(parsePolicy(policy('quorum none')), [])).toBe(true);
  });

  it('of all asks for every witness', () => {
    const all = policyOf(log, ...witnesses);
    const keys = [...all.witnesses.values()];
    expect(isQuorum(all, keys)).toBe(true);
    for (const missing of keys)
      expect(
        isQuorum(
          all,
          keys.filter((key) => key !== missing),
        ),
      ).toBe(false);
  });

  it('is not written with names it could not be read with', () => {
    expect(() => quorumOfAll(log.key, { 'two words': x1! })).toThrow('PSR_POLICY_MALFORMED');
  });

  const key = formatVerifierKey(newWitness('z').key);
  it.each([
    ['no quorum', []],
    ['two', ['quorum none', 'quorum none']],
    ['an undefined one', ['quorum z']],
    ['a quorum of two names', ['quorum x1 x2']],
    ['an unknown word', ['monitor x1', 'quorum none']],
    ['a group that refers ahead', ['group a any b', 'group b any x1', 'quorum a']],
    ['an empty group', ['group a any', 'quorum a']],
    ['a threshold of nobody', ['group a 0 x1', 'quorum a']],
    ['a threshold beyond the group', ['group a 3 x1 x2', 'quorum a']],
    ['a threshold that is a word of the language', ['group a constructor x1', 'quorum a']],
    ['a member twice in a group', ['group a 2 x1 x1', 'quorum a']],
    ['a member of two groups', ['group a any x1', 'group b any x1', 'quorum b']],
    ['a name twice', ['group x1 any x2', 'quorum x1']],
    ['the name none', ['group none any x1', 'quorum none']],
    ['none as a member', ['group a any none', 'quorum a']],
    ['a witness without a key', ['witness z', 'quorum none']],
    ['a key twice', [`witness z ${formatVerifierKey(x1!)}`, 'quorum none']],
    ['a log’s key for a witness', [`witness z ${formatVerifierKey(newLog().key)}`, 'quorum none']],
    ['a witness’s key for a log', [`log ${key}`, 'quorum none']],
    ['a carriage return', ['quorum none\r']],
    ['a control character', ['# \u0001', 'quorum none']],
    [
      'more than its limit',
      [
        ...Array.from({ length: 33 }, (_, at) => `group g${at} any ${at ? `g${at - 1}` : 'x1'}`),
        'quorum g32',
      ],
    ],
  ])('is refused with %s', (_, more) => {
    expect(() => parsePolicy(policy(...more))).toThrow('PSR_POLICY_MALFORMED');
  });

  it('names the line that is wrong', () => {
    expect(() => parsePolicy(policy('quorum none', 'quorum none'))).toThrow('line 8');
  });
});
