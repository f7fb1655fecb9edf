import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { IsMoment } from './is-moment.js';

class Query {
  @IsMoment() since: unknown;
}

const refused = (since: unknown): unknown[] =>
  validateSync(Object.assign(new Query(), { since })).flatMap(({ constraints }) =>
    Object.keys(constraints ?? {}),
  );

describe('a moment that somebody names', () => {
  it.each(['2026-11-23', '2026-11-23T10:00Z', '2026-11-23T10:00:00.5+02:00', '2024-02-29T23:59:59Z'])(
    'may be %s',
    (since) => {
      expect(refused(since)).toEqual([]);
    },
  );

  it.each([
    '2026-W48-1',
    '2026-W48-1T10:00Z',
    '2026-327T10:00Z',
    '2026-11-23T10Z',
    '2026-02-30',
    'now',
    7,
    ['2026-11-23'],
  ])('is not %j', (since) => {
    expect(refused(since)).toEqual(['isIso8601']);
  });
});
