import { describe, expect, it } from '@jest/globals';
import { groupsOf } from './identifier.js';

describe('the groups of an identifier', () => {
  it.each([
    ['UTO7781B04', ['UTO7', '781B', '04']],
    ['7781-04/ML', ['7781-04/ML']],
    ['+222 45 00 00', ['+222 45 00 00']],
    ['AB1234', ['AB1234']],
  ])('are those that %s is read out in', (text, groups) => {
    expect(groupsOf(text)).toEqual(groups);
    expect(groupsOf(text).join('')).toBe(text);
  });

  it('hold nothing that turns them round, or makes two that look the same differ', () => {
    expect(groupsOf('\u202eAB\u200b-12\u2066\ufeff34\u00ad')).toEqual(['AB-1234']);
  });
});
