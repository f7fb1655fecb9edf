import type { Language } from '@passerelle/exchange-model';
import { effect, signal } from '@preact/signals';

export type Theme = 'day' | 'sand' | 'night';
/** `desk`: many rows on a large screen. `post`: large type and targets for a phone in the sun. */
export type Density = 'desk' | 'post';

/** What somebody chose on this device. Nothing about a person, so it outlives the session. */
export interface Preferences {
  language?: Language;
  theme?: Theme;
  density?: Density;
}

const PLACE = 'passerelle-preferences';

export const preferences = signal<Preferences>(kept());

/** What another tab chose meanwhile stays chosen. */
export function keepPreference<Name extends keyof Preferences>(name: Name, value: Preferences[Name]): void {
  if (preferences.value[name] === value) return;
  preferences.value = { ...preferences.value, ...kept(), [name]: value };
  try {
    localStorage.setItem(PLACE, JSON.stringify(preferences.value));
  } catch {
    // Storage refused: the choice holds until the page is closed.
  }
}

/** Keeps the attributes that the style sheets read as the preferences are, whichever tab they were chosen in. */
export function applyPreferences(): void {
  addEventListener('storage', ({ key }: StorageEvent) => {
    if (key === PLACE) preferences.value = kept();
  });
  effect(() => {
    const { theme = 'day', density } = preferences.value;
    const { dataset } = document.documentElement;
    dataset['theme'] = theme;
    if (density) dataset['density'] = density;
    const paper = getComputedStyle(document.documentElement).getPropertyValue('--paper').trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', paper);
  });
}

function kept(): Preferences {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Preferences;
  } catch {
    return {};
  }
}
