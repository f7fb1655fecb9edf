import { describe, expect, it } from '@jest/globals';
import type { AgreementErrorCode } from './errors.js';
import { AgreementError } from './errors.js';
import { parseAgreement } from './parse.js';

const title = { fr: 'Article', ar: 'مادة', en: 'Article' };
const coordinate = (letter: string): string => letter.repeat(42) + 'A';
const signing = (letter: string) => ({
  nation: 'MR',
  role: 'origin',
  jwk: { kty: 'EC', crv: 'P-256', x: coordinate('x'), y: coordinate('y'), kid: coordinate(letter) },
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
});
const receiving = { kty: 'OKP', crv: 'X25519', x: coordinate('x'), kid: coordinate('g') };

/** JSON of a sound agreement, as it comes from outside. */
const sound = () => ({
  type: 'passerelle-agreement',
  id: 'mr-ml',
  version: 1,
  previous: null as unknown,
  parties: ['MR', 'ML'],
  title,
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2027-01-01T00:00:00Z',
  never: [{ id: 'art-0', title, groups: ['source'] }] as object[],
  clauses: [
    {
      id: 'art-1',
      title,
      directions: ['MR>ML'],
      categories: ['WANTED-PERSON'],
      groups: ['instruction', 'identity'],
      handlingCeiling: 'H1',
      recipients: ['border-police'],
      retentionDays: 30,
      approval: 'automatic',
    },
  ] as Record<string, unknown>[],
  otherwise: { id: 'art-9', title },
  clocks: {
    deskRepeatSeconds: [0, 60],
    supervisorSeconds: 180,
    nationalCentreSeconds: 600,
    senderToldSeconds: 900,
    routineSeconds: 14_400,
    hitReplySeconds: 43_200,
    informationRequestSeconds: [28_800],
    releaseApprovalSeconds: 14_400,
    suspensionSeconds: 60,
    withdrawalSeconds: 5,
    receiptOverdueSeconds: 900,
    linkSilentSeconds: 60,
    unwitnessedSeconds: 900,
    clockToleranceSeconds: 300,
  },
  limits: { urgentPerHour: 600 },
  keys: [signing('a'), { ...signing('b'), nation: 'ML' }] as Record<string, unknown>[],
});

const omit = (json: object, member: string): object =>
  Object.fromEntries(Object.entries(json).filter(([name]) => name !== member));

type Sound = ReturnType<typeof sound>;

function refusalOf(json: unknown): [string, string] | null {
  try {
    parseAgreement(json);
    return null;
  } catch (error) {
    if (!(error instanceof AgreementError)) throw error;
    return [error.code, error.path];
  }
}

const clauseWith = (changes: object) => (json: Sound) => ({
  ...json,
  clauses: [{ ...json.clauses[0], ...changes }],
});
const secondClause = (changes: object) => (json: Sound) => ({
  ...json,
  clauses: [json.clauses[0], { ...json.clauses[0], id: 'art-2', ...changes }],
});
const keyWith = (changes: object) => (json: Sound) => ({ ...json, keys: [{ ...json.keys[0], ...changes }] });

describe('parseAgreement', () => {
  it('reads a sound agreement back unchanged', () => {
    expect(parseAgreement(sound())).toEqual(sound());
  });

  it.each<[AgreementErrorCode, string, (json: Sound) => unknown]>([
    ['not-an-object', '', () => null],
    ['not-an-object', '', () => []],
    ['missing', '/otherwise', (json) => omit(json, 'otherwise')],
    ['unknown-member', '/comment', (json) => ({ ...json, comment: 'x' })],
    ['unknown-member', '/a~1b', (json) => ({ ...json, 'a/b': 'x' })],
    ['not-on-the-list', '/type', (json) => ({ ...json, type: 'agreement' })],
    ['not-an-integer', '/version', (json) => ({ ...json, version: '1' })],
    ['not-an-integer', '/version', (json) => ({ ...json, version: 1.5 })],
    ['range', '/version', (json) => ({ ...json, version: 0 })],
    ['pattern', '/previous', (json) => ({ ...json, previous: 'x' })],
    ['first-version-with-previous', '/previous', (json) => ({ ...json, previous: coordinate('h') })],
    ['version-without-previous', '/previous', (json) => ({ ...json, version: 2 })],
    ['length', '/parties', (json) => ({ ...json, parties: ['MR', 'ML', 'SN'] })],
    ['pattern', '/parties/0', (json) => ({ ...json, parties: ['mr', 'ML'] })],
    ['parties-not-two', '/parties', (json) => ({ ...json, parties: ['MR', 'MR'] })],
    ['missing', '/title/ar', (json) => ({ ...json, title: { fr: 'a', en: 'b' } })],
    ['not-a-time', '/validFrom', (json) => ({ ...json, validFrom: '2026-02-30T00:00:00Z' })],
    ['not-a-time', '/validFrom', (json) => ({ ...json, validFrom: '2026-01-01' })],
    ['validity-reversed', '/validUntil', (json) => ({ ...json, validUntil: json.validFrom })],
    ['length', '/clauses', (json) => ({ ...json, clauses: [] })],
    ['not-on-the-list', '/clauses/0/categories/0', clauseWith({ categories: ['CROSSING'] })],
    ['not-on-the-list', '/clauses/0/groups/1', clauseWith({ groups: ['instruction', 'flags'] })],
    ['not-on-the-list', '/clauses/0/handlingCeiling', clauseWith({ handlingCeiling: 'H4' })],
    ['not-on-the-list', '/clauses/0/approval', clauseWith({ approval: 'maybe' })],
    ['not-on-the-list', '/clauses/0/kinds/0', clauseWith({ kinds: ['hit.reported'] })],
    ['unknown-member', '/clauses/0/flags', clauseWith({ flags: ['minor'] })],
    ['direction-foreign', '/clauses/0/directions/0', clauseWith({ directions: ['MR>SN'] })],
    ['direction-foreign', '/clauses/0/directions/0', clauseWith({ directions: ['MR>MR'] })],
    ['instruction-missing', '/clauses/0/groups', clauseWith({ groups: ['identity'] })],
    [
      'two-levels-of-a-family',
      '/clauses/0/groups',
      clauseWith({ groups: ['instruction', 'place-exact', 'place-region'] }),
    ],
    ['clause-id-repeated', '/clauses/0/id', clauseWith({ id: 'art-9' })],
    ['clause-id-repeated', '/clauses/0/id', clauseWith({ id: 'art-0' })],
    ['clause-id-repeated', '/clauses/1/id', secondClause({ id: 'art-1' })],
    [
      'clause-id-repeated',
      '/postInReceipts/id',
      (json) => ({ ...json, postInReceipts: { id: 'art-1', title } }),
    ],
    ['missing', '/postInReceipts/title', (json) => ({ ...json, postInReceipts: { id: 'art-8' } })],
    ['approval-mixed', '/clauses/1/approval', secondClause({ approval: 'release-authority' })],
    ['never-without-object', '/never/0', (json) => ({ ...json, never: [{ id: 'art-0', title }] })],
    ['key-foreign', '/keys/0/nation', keyWith({ nation: 'SN' })],
    ['key-unfit-for-role', '/keys/0/jwk', keyWith({ role: 'gate' })],
    ['key-unfit-for-role', '/keys/0/jwk', keyWith({ jwk: receiving })],
    ['key-repeated', '/keys/1/jwk/kid', (json) => ({ ...json, keys: [json.keys[0], json.keys[0]] })],
    ['key-dates-reversed', '/keys/0/notAfter', keyWith({ notAfter: '2026-01-01T00:00:00Z' })],
    ['unknown-member', '/keys/0/jwk/d', keyWith({ jwk: { ...signing('a').jwk, d: coordinate('d') } })],
    ['not-on-the-list', '/keys/0/jwk/crv', keyWith({ jwk: { ...signing('a').jwk, crv: 'P-384' } })],
    [
      'not-an-integer',
      '/clocks/supervisorSeconds',
      (json) => ({ ...json, clocks: { ...json.clocks, supervisorSeconds: null } }),
    ],
  ])('refuses with %s at %s', (code, path, change) => {
    expect(refusalOf(change(sound()))).toEqual([code, path]);
  });

  it('admits one category under two kinds of approval where the directions differ', () => {
    const change = secondClause({ approval: 'release-authority', directions: ['ML>MR'] });
    expect(refusalOf(change(sound()))).toBeNull();
  });
});
