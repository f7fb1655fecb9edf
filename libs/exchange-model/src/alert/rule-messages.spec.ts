import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../vocabulary/codes.js';
import { ruleMessage } from './rule-messages.js';

describe('ruleMessage', () => {
  it.each([
    'required',
    'unknown-member',
    'is-in',
    'action-not-admitted',
    'role-not-held',
    'starting',
    'database-went-back',
  ])('says %s in each language', (rule) => {
    const said = LANGUAGES.map((language) => ruleMessage(rule, language));
    expect(new Set(said).size).toBe(LANGUAGES.length);
    expect(ruleMessage(rule, 'ar')).toMatch(/^[\u0600-\u06ff]/);
  });

  it.each(['no-such-rule', 'constructor', ''])('has nothing to say of %j', (rule) => {
    expect(ruleMessage(rule, 'fr')).toBeNull();
  });
});
