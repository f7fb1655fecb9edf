import { describe, expect, it } from '@jest/globals';
import { catalogue as arabic } from './ar/index.js';
import * as arabicLinks from './ar/links.js';
import { catalogue as english } from './en/index.js';
import * as englishLinks from './en/links.js';
import { catalogue as french } from './fr/index.js';
import * as frenchLinks from './fr/links.js';
import type { Message } from './message.js';

type Flat = Map<string, Message>;

/** With the areas that come with a page. */
const flat = (...catalogues: object[]): Flat =>
  new Map(
    Object.entries(Object.assign({}, ...catalogues) as Record<string, Record<string, Message>>).flatMap(
      ([area, messages]) =>
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

const original = flat(french, frenchLinks);
const inArabic = flat(arabic, arabicLinks);
const inEnglish = flat(english, englishLinks);

describe.each([
  ['ar', inArabic],
  ['en', inEnglish],
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
    for (const [key, message] of [...original, ...inArabic, ...inEnglish]) {
      for (const form of formsOf(message)) expect([key, form.trim()]).toEqual([key, form]);
      for (const form of formsOf(message)) expect([key, form]).not.toEqual([key, '']);
    }
  });
});
