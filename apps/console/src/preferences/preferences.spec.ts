import { beforeEach, describe, expect, it } from '@jest/globals';

const PLACE = 'passerelle-preferences';
const storage = new Map<string, string>();
Object.assign(globalThis, {
  localStorage: {
    getItem: (place: string) => storage.get(place) ?? null,
    setItem: (place: string, value: string) => void storage.set(place, value),
  },
});
const { keepPreference, preferences } = await import('./preferences.js');
const inStorage = (): unknown => JSON.parse(storage.get(PLACE) ?? '{}');

describe('a preference', () => {
  beforeEach(() => {
    storage.clear();
    preferences.value = {};
  });

  it('is kept on the device beside the others', () => {
    keepPreference('theme', 'night');
    keepPreference('language', 'ar');
    expect(inStorage()).toEqual({ theme: 'night', language: 'ar' });
  });

  it('leaves what another tab chose meanwhile', () => {
    keepPreference('language', 'fr');
    storage.set(PLACE, JSON.stringify({ language: 'fr', theme: 'sand' }));
    keepPreference('density', 'post');
    expect(inStorage()).toEqual({ language: 'fr', theme: 'sand', density: 'post' });
    expect(preferences.value).toEqual(inStorage());
  });

  it('holds until the page is closed where nothing can be kept', () => {
    keepPreference('theme', 'night');
    storage.set(PLACE, 'not JSON');
    keepPreference('language', 'en');
    expect(preferences.value).toEqual({ theme: 'night', language: 'en' });
  });
});
