import { describe, expect, it } from '@jest/globals';
import { portraitAddress } from './portrait.js';

describe('the address of a portrait', () => {
  it('names the kind of picture that the bytes are', () => {
    expect(portraitAddress('/9j/4AAQ')).toBe('data:image/jpeg;base64,/9j/4AAQ');
    expect(portraitAddress('iVBORw0KGgo=')).toBe('data:image/png;base64,iVBORw0KGgo=');
  });

  it('is none for bytes that are no picture', () => {
    expect(portraitAddress('PHN2Zz4=')).toBeNull();
    expect(portraitAddress('')).toBeNull();
  });
});
