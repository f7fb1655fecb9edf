import { describe, expect, it } from '@jest/globals';
import { priorityOf } from './priority.js';

describe('the priority of a notification', () => {
  it('is immediate for what the partner marked urgent, at whatever level', () => {
    expect(priorityOf({ urgency: 'urgent', level: 'desk' })).toBe(1);
    expect(priorityOf({ urgency: 'urgent', level: 'national-centre' })).toBe(1);
  });

  it('rises from routine to urgent when nobody took it and it went up', () => {
    expect(priorityOf({ urgency: 'routine', level: 'desk' })).toBe(3);
    expect(priorityOf({ urgency: 'routine', level: 'supervisor' })).toBe(2);
  });
});
