import { describe, expect, it } from '@jest/globals';
import { admitsAction } from './admitted-actions.js';
import { ACTIONS, CATEGORIES, LANGUAGES } from './codes.js';
import { label, VOCABULARIES, type VocabularyName } from './labels.js';

describe('the vocabularies', () => {
  it.each(Object.keys(VOCABULARIES) as VocabularyName[])(
    '%s has distinct codes and a label in each language',
    (name) => {
      const codes: readonly string[] = VOCABULARIES[name];
      expect(new Set(codes).size).toBe(codes.length);
      for (const code of codes) {
        for (const language of LANGUAGES) expect(label(name, code, language).trim()).not.toBe('');
        expect(label(name, code, 'ar')).toMatch(/^[\u0600-\u06ff]/);
      }
    },
  );

  it('labels no two codes of a list alike', () => {
    for (const [name, codes] of Object.entries(VOCABULARIES)) {
      for (const language of LANGUAGES) {
        const labels = codes.map((code) => label(name as VocabularyName, code, language));
        expect(new Set(labels).size).toBe(codes.length);
      }
    }
  });

  it('gives back a code that is not on the list', () => {
    expect(label('category', 'CROSSING', 'fr')).toBe('CROSSING');
    expect(label('category', 'constructor', 'fr')).toBe('constructor');
  });
});

describe('admitsAction', () => {
  it.each(CATEGORIES)('admits looking and telling under %s', (category) => {
    expect(admitsAction(category, 'LOCATE-REPORT')).toBe(true);
    expect(admitsAction(category, 'INFORM')).toBe(true);
  });

  it.each(['PERSONS-IN-DISTRESS', 'MISSING-PERSON', 'UNOFFICIAL-CROSSING'] as const)(
    'admits nothing against a person under %s',
    (category) => {
      const against = ACTIONS.filter((action) =>
        ['ARREST', 'REFUSE-ENTRY', 'SEARCH', 'SEIZE'].includes(action),
      );
      for (const action of against) expect(admitsAction(category, action)).toBe(false);
    },
  );
});
