import { describe, expect, it } from '@jest/globals';
import { catalogue as arabic } from './ar/index.js';
import { catalogue as english } from './en/index.js';
import { catalogue as french } from './fr/index.js';
import type { Message } from './message.js';

type Flat = Map<string, Message>;

const flat = (catalogue: object): Flat =>
  new Map(
    Object.entries(catalogue as Record<string, Record<string, Message>>).flatMap(([area, messages]) =>
      Object.entries(messages).map(([name, message]) => [`${area}.${name}`, message] as const),
    ),
  );

const formsOf = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message);

/** The names in braces of a message: in its general form where it has several. */
const namesOf = (message: Message): string[] => {
  const text = typeof message === 'string' ? message : message.other;
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();
};

const original = flat(french);

describe.each([
  ['ar', flat(arabic)],
  ['en', flat(english)],
])('the catalogue in %s', (language, translated) => {
  it('has the same messages as the French one, and no other', () => {
    expect([...translated.keys()].sort()).toEqual([...original.keys()].sort());
  });

  it('names the same values in each message', () => {
    for (const [key, message] of original) {
      expect([key, namesOf(translated.get(key)!)]).toEqual([key, namesOf(message)]);
    }
  });

  it('is written in its own script', () => {
    if (language !== 'ar') return;
    for (const [key, message] of translated) {
      const words = formsOf(message)
        .join(' ')
        .replace(/\{\w+\}/g, '');
      if (/\p{L}/u.test(words) && key !== 'shell.product')
        expect([key, words]).toEqual([key, expect.stringMatching(/[\u0600-\u06ff]/)]);
    }
  });
});

describe('every message', () => {
  it('says something, without a blank at either end', () => {
    for (const [key, message] of [...original, ...flat(arabic), ...flat(english)]) {
      for (const form of formsOf(message)) expect([key, form.trim()]).toEqual([key, form]);
      for (const form of formsOf(message)) expect([key, form]).not.toEqual([key, '']);
    }
  });
});
