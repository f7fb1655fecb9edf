import { beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '@passerelle/exchange-model';
import type { Comparison, InboundStream, Synchronisation } from '../api/links.js';
import { link } from './link.fixture.js';

Object.assign(globalThis, { document: { documentElement: {} } });
const { bring, setLanguage } = await import('../i18n/index.js');
const { ALARMS, alarmName } = await import('./alarms.js');
const sentences = await import('./link-sentences.js');
const { alarmAdvice, causeSentence, comparisonSentence, gapSentences } = sentences;
const { heardSentence, isMoving, overdueSentence, synchronisationSentence } = sentences;

const SAYING = { now: Date.parse('2031-03-12T15:00:00Z'), language: 'en' } as const;
const AT = '2031-03-12T14:30:00Z';
const DAY_BEFORE = '2031-03-11T14:30:00Z';

const comparison = (result: Comparison['result'], drift = 0): Comparison => ({
  id: 'c',
  result,
  at: result === 'running' ? null : AT,
  drift,
});
const sending = (change: Partial<Synchronisation>): Synchronisation => ({
  id: 's',
  state: 'walking',
  cause: 'asked',
  startedAt: AT,
  at: null,
  seen: 0,
  shared: 0,
  takenBack: 0,
  withheld: 0,
  ...change,
});
const missing = (first: string, last: string, change: Partial<InboundStream> = {}): InboundStream => ({
  lane: 'alert.urgent',
  partition: 0,
  sequence: '99',
  gaps: [{ first, last, foundAt: AT }],
  ...change,
});

beforeAll(async () => {
  await setLanguage('en');
  await bring('links');
});

describe('a partner', () => {
  it.each([
    ['up', 'Link up. Heard: 14:05.'],
    ['silent', 'Link silent. Last sign: 14:05.'],
  ] as const)('that is %s is said to be', (state, words) => {
    expect(heardSentence(link({ state }), false, SAYING)).toBe(words);
  });

  it('that was never heard is not called silent', () => {
    expect(heardSentence(link({ state: 'never', lastHeardAt: null }), false, SAYING)).toBe('Never heard.');
  });

  it.each(['up', 'silent'] as const)('that was %s when it was last known is called neither now', (state) => {
    expect(heardSentence(link({ state }), true, SAYING)).toBe('State not known now. Last known sign: 14:05.');
  });

  it('last heard on another day is said with that day', () => {
    const heard = link({ state: 'silent', lastHeardAt: DAY_BEFORE });
    expect(heardSentence(heard, false, SAYING)).toContain('Mar 11, 2031 14:30');
  });
});

describe('messages that never came', () => {
  it('are named by lane, partition, first, last and time', () => {
    expect(gapSentences([missing('7', '9')], SAYING)).toEqual([
      'Messages 7 to 9 of the lane “urgent alerts” (partition 0) are missing, since 14:30.',
    ]);
  });

  it('are one where it is one', () => {
    expect(gapSentences([missing('7', '7', { lane: 'watchlist', partition: 2 })], SAYING)).toEqual([
      'Message 7 of the lane “watchlists” (partition 2) is missing, since 14:30.',
    ]);
  });

  it.each([
    ['alert.urgent', 'urgent alerts'],
    ['alert.routine', 'routine alerts'],
    ['receipt', 'receipts'],
    ['control', 'service'],
    ['watchlist', 'watchlists'],
  ])('of %s are said to be of the %s', (lane, words) => {
    expect(gapSentences([missing('7', '9', { lane })], SAYING)[0]).toContain(`“${words}”`);
  });

  it('are told one by one for each run of each stream', () => {
    const gaps = [
      { first: '1', last: '2', foundAt: AT },
      { first: '5', last: '5', foundAt: AT },
    ];
    const said = gapSentences([missing('0', '0', { gaps }), missing('3', '4', { partition: 1 })], SAYING);
    expect(said).toHaveLength(3);
  });

  it('keep every digit of a long sequence, and the code of a lane that is not known here', () => {
    const [said] = gapSentences(
      [missing('999999999999999997', '999999999999999998', { lane: 'case.urgent' })],
      SAYING,
    );
    expect(said).toContain('999999999999999997 to 999999999999999998');
    expect(said).toContain('case.urgent');
  });
});

describe('overdue receipts', () => {
  it('are counted, with when the oldest left', () => {
    expect(overdueSentence({ count: 3, oldestAt: AT }, SAYING)).toBe(
      '3 messages were not answered within the time agreed. The oldest left: 14:30.',
    );
  });

  it('are none where there is none', () => {
    expect(overdueSentence({ count: 0, oldestAt: null }, SAYING)).toBe('No receipt is overdue.');
  });
});

describe('a comparison', () => {
  it('that is complete says that the sides were in step, and what was mended before', () => {
    expect(comparisonSentence(comparison('complete'), SAYING)).toBe(
      'Complete (14:30): the two sides were in step.',
    );
    expect(comparisonSentence(comparison('complete', 2), SAYING)).toBe(
      'Complete (14:30): 2 differences found and mended; the two sides were in step after that.',
    );
  });

  it.each([
    [undefined, /^Never compared/],
    [comparison('running'), /^Comparison running/],
    [comparison('failed'), /^Failed \(14:30\)/],
    [comparison('partial'), /^Partial \(14:30\): not everything/],
    [comparison('partial', 1), /^Partial \(14:30\): 1 difference found/],
  ])('that is not complete (%j) never says so', (state, words) => {
    const said = comparisonSentence(state, SAYING);
    expect(said).toMatch(words);
    expect(said).not.toMatch(/in step|complete/i);
  });
});

describe('the sending of the lists', () => {
  it.each([
    [undefined, 'Never sent as a whole.'],
    [sending({ list: 'vehicles' }), 'Being sent: Vehicles.'],
    [sending({}), 'Being sent.'],
    [
      sending({ state: 'verifying', undecided: 1 }),
      'All is signed; our bridge has yet to decide about 1 entry.',
    ],
    [
      sending({ state: 'verifying' }),
      'All is sent; a comparison has yet to prove that the partner holds everything.',
    ],
    [
      sending({ state: 'complete', at: AT }),
      'Complete (14:30): the partner has confirmed that it holds all that was sent to it.',
    ],
    [sending({ state: 'superseded', at: AT }), 'Replaced by another sending (14:30).'],
  ])('%j is said as it stands', (state, words) => {
    expect(synchronisationSentence(state, SAYING)).toBe(words);
  });

  it('says whether somebody asked for it', () => {
    expect(causeSentence(sending({ cause: 'asked' }), SAYING)).toBe('Begun on request: 14:30.');
    expect(causeSentence(sending({ cause: 'agreement' }), SAYING)).toBe(
      'Begun with the agreement in force: 14:30.',
    );
  });
});

describe('what moves on by itself', () => {
  it.each([
    [{}, false],
    [{ reconciliation: comparison('partial') }, false],
    [{ reconciliation: comparison('running') }, true],
    [{ partnersReconciliation: comparison('running') }, true],
    [{ synchronisation: sending({}) }, true],
    [{ synchronisation: sending({ state: 'verifying' }) }, true],
    [{ synchronisation: sending({ state: 'complete' }) }, false],
  ])('is followed: %j %p', (change, moves) => {
    expect(isMoving(link(change))).toBe(moves);
  });
});

describe.each(LANGUAGES)('an alarm in %s', (language) => {
  beforeAll(() => setLanguage(language));

  it.each(ALARMS)('of the kind %s has its own name and says what to do', (alarm) => {
    const others = ALARMS.filter((other) => other !== alarm);
    expect(alarmName(alarm)).not.toMatch(/^(shell\.|$)/);
    expect(alarmAdvice(alarm)).not.toMatch(/^(links\.|$)/);
    expect(others.map(alarmName)).not.toContain(alarmName(alarm));
    expect(others.map(alarmAdvice)).not.toContain(alarmAdvice(alarm));
  });

  it('that this console does not know keeps its code, and says whom to tell', () => {
    expect(alarmName('clock-skew')).toBe('clock-skew');
    expect(alarmAdvice('clock-skew')).toBe(alarmAdvice('another'));
    expect(alarmAdvice('clock-skew')).not.toContain('links.');
  });
});
