import { describe, expect, it } from '@jest/globals';
import { formOf } from './form.fixture.js';
import { noticesOf } from './notices.js';

describe('what seems to stand in the wrong field', () => {
  it.each([
    ['name', 'DEMO-417', 'plate', 'plate'],
    ['name', '٧٧٨١-٠٤/ML', 'plate', 'plate'],
    ['phone', 'DEMO 417', 'plate', 'plate'],
    ['plate', '+000 22 41 70', 'phone', 'phone'],
    ['plate', 'Sidi Ould Tamrane', 'name', 'name'],
  ] as const)('in %s, %s looks like a %s', (field, text, looksLike, to) => {
    expect(noticesOf(formOf('STOLEN-VEHICLE', { [field]: text }))).toEqual([{ field, looksLike, to }]);
  });

  it.each([
    ['name', 'Sidi Ould Tamrane'],
    ['name', 'سيدي ولد تامران'],
    ['phone', '+000 22 41 70'],
    ['phone', '22-41/70'],
    ['plate', 'DEMO-417'],
    ['plate', '4471 AA 01'],
    ['birth', '02/05/1987'],
  ] as const)('in %s, %s stands right', (field, text) => {
    expect(noticesOf(formOf('STOLEN-VEHICLE', { [field]: text }))).toEqual([]);
  });
});
