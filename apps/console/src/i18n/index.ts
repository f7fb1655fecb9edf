import { computed, signal } from '@preact/signals';
import { LANGUAGES, type Language } from '@passerelle/exchange-model';
import { keepPreference, preferences } from '../preferences/preferences.js';
import type { Catalogue, PageAreas } from './fr/index.js';
import { type Message, sentenceOf, type Values } from './message.js';

type Area = keyof Catalogue;
/** `area.message`, such as `watch.takeCharge`. */
export type MessageKey = { [A in Area]: `${A}.${Extract<keyof Catalogue[A], string>}` }[Area];
type MessageAt<Key extends string> = Key extends `${infer A extends Area}.${infer M}`
  ? M extends keyof Catalogue[A]
    ? Catalogue[A][M]
    : never
  : never;
/** The keys of messages that need no value. */
export type PlainKey = {
  [Key in MessageKey]: Values<MessageAt<Key>> extends [] ? Key : never;
}[MessageKey];

type AnyCatalogue = Readonly<Record<string, Readonly<Record<string, Message>>>>;

const CATALOGUES: Readonly<Record<Language, () => Promise<{ catalogue: AnyCatalogue }>>> = {
  fr: () => import('./fr/index.js'),
  ar: () => import('./ar/index.js'),
  en: () => import('./en/index.js'),
};

/** Areas that one page alone speaks of come with that page: nobody waits for them elsewhere. */
const PAGE_AREAS: Readonly<
  Record<keyof PageAreas, Readonly<Record<Language, () => Promise<{ [area: string]: AnyCatalogue[string] }>>>>
> = {
  links: {
    fr: () => import('./fr/links.js'),
    ar: () => import('./ar/links.js'),
    en: () => import('./en/links.js'),
  },
};

/** Each language by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  fr: 'Français',
  ar: 'العربية',
  en: 'English',
};

let wanted: Language = 'fr';
const brought = new Set<keyof PageAreas>();
const shown = signal<{ language: Language; catalogue: AnyCatalogue }>({ language: 'fr', catalogue: {} });

export const lang = computed(() => shown.value.language);
export const dir = computed(() => (lang.value === 'ar' ? 'rtl' : 'ltr'));
const plural = computed(() => new Intl.PluralRules(lang.value));

/** The language kept on this device, else the first of the browser's that we speak, else French. */
export function preferredLanguage(): Language {
  const wanted = [preferences.value.language ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2));
  return wanted.find((tag): tag is Language => (LANGUAGES as readonly string[]).includes(tag)) ?? 'fr';
}

/** Shows everything in `language`, once its catalogue is here, and keeps it for this device. */
export async function setLanguage(language: Language): Promise<void> {
  wanted = language;
  await show();
  document.documentElement.lang = lang.value;
  document.documentElement.dir = dir.value;
  keepPreference('language', language);
}

/** Brings the sentences of a page, which speak every language chosen from then on. Fails where they can not be had. */
export async function bring(area: keyof PageAreas): Promise<void> {
  await PAGE_AREAS[area][wanted]();
  brought.add(area);
  await show();
}

/** Begins again when another language was chosen, or another page opened, while it read. */
async function show(): Promise<void> {
  const [language, areas] = [wanted, [...brought]];
  const { catalogue } = await CATALOGUES[language]();
  const whole = { ...catalogue };
  for (const area of areas) Object.assign(whole, await PAGE_AREAS[area][language]());
  if (language !== wanted || areas.length !== brought.size) return show();
  shown.value = { language, catalogue: whole };
}

/** A message in the language shown; a component that calls it is drawn again when the language changes. */
export function t<Key extends MessageKey>(key: Key, ...[values]: Values<MessageAt<Key>>): string {
  const [area, name] = key.split('.') as [string, string];
  const message = shown.value.catalogue[area]?.[name];
  return message === undefined ? key : sentenceOf(message, values ?? {}, plural.value, dir.value);
}
