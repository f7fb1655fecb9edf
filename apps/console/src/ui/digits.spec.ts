import { describe, expect, it } from '@jest/globals';
import { latinDigits } from './digits.js';

describe('latinDigits', () => {
  it('reads Arabic-Indic and Persian digits, and leaves the rest', () => {
    expect(latinDigits('٧٧٨١-٠٤/ML ۱۲۳ 45')).toBe('7781-04/ML 123 45');
  });
});
