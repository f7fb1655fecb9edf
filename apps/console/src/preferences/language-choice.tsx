import { LANGUAGES } from '@passerelle/exchange-model';
import { lang, LANGUAGE_NAMES, setLanguage, t } from '../i18n/index.js';

/** Each language under its own name, so that it is found by somebody who reads only that one. */
export function LanguageChoice() {
  return (
    <div class="segments" role="group" aria-label={t('shell.language')}>
      {LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={language === lang.value}
          onClick={() => void setLanguage(language)}
        >
          {LANGUAGE_NAMES[language]}
        </button>
      ))}
    </div>
  );
}
