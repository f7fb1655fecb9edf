import { describe, expect, it } from '@jest/globals';
import { added, freshImport, MAX_ERRORS, obstacleOf } from './import-progress.js';
import { wholeListOf } from './import-requests.dto.js';

const fresh = freshImport({
  importId: 'i',
  subject: 's',
  keyMac: 'k',
  target: 'vehicles',
  mode: 'complete',
  format: 'ndjson',
  chainMac: 'c',
  startedAt: new Date(0),
});
const stored = { added: 1, updated: 2, removed: 0, unchanged: 4, refused: [] };
const broken = (line: number) => ({ line, violations: [{ path: '', rule: 'not-json', message: 'no' }] });

describe('the progress of a file', () => {
  it('counts what became of its lines, and tells the first errors in their order', () => {
    const known = { ...stored, refused: [broken(1)] };
    const progress = added(fresh, known, [broken(2), broken(0)], 12);
    expect(progress).toMatchObject({ lines: 12, stored: 3, added: 1, updated: 2, unchanged: 4, refused: 3 });
    expect(progress.errors.map(({ line }) => line)).toEqual([0, 1, 2]);
    const many = Array.from({ length: MAX_ERRORS + 5 }, (_, line) => broken(line));
    expect(added(fresh, stored, many, 200)).toMatchObject({ refused: MAX_ERRORS + 5 });
    expect(added(fresh, stored, many, 200).errors).toHaveLength(MAX_ERRORS);
  });
});

describe('a whole list removes what it does not hold', () => {
  const read = added(fresh, stored, [], 7);
  const whole = { entries: 7, removals: 3 };
  it('where all of it was read, nothing refused, and no more is removed than was expected', () => {
    expect(obstacleOf(read, whole, false, 3)).toBeNull();
    expect(obstacleOf(read, { entries: null, removals: null }, false, 9)).toBeNull();
  });

  it.each([
    ['a line was refused', added(fresh, stored, [broken(1)], 8), whole, false, 'lines-refused'],
    ['it holds fewer than its writer counted', read, { ...whole, entries: 8 }, false, 'entries-differ'],
    ['its last line does not end', read, whole, true, 'file-cut'],
    ['more would go than was expected', read, { ...whole, removals: 2 }, false, 'too-many'],
  ])('but not where %s', (_, progress, said, endsOpen, obstacle) => {
    expect(obstacleOf(progress, said, endsOpen, 3)).toBe(obstacle);
  });
});

describe('what the query says of a whole list', () => {
  const rules = (query: object): string[] => {
    try {
      wholeListOf(query);
      return [];
    } catch (error) {
      return (error as { errors: { path: string; rule: string }[] }).errors.map(
        ({ path, rule }) => `${path} ${rule}`,
      );
    }
  };
  it('is needed in earnest, not in a rehearsal, and means nothing of changes', () => {
    expect(rules({ mode: 'complete' })).toEqual(['/entries required', '/removals required']);
    expect(rules({ mode: 'complete', dryRun: 'true' })).toEqual([]);
    expect(rules({ entries: '1' })).toEqual(['/entries unknown-member']);
    expect(wholeListOf({ mode: 'complete', entries: '10', removals: '0' })).toEqual({
      entries: 10,
      removals: 0,
    });
    expect(wholeListOf({})).toBeNull();
  });
});
