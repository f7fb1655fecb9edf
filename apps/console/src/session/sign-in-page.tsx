import { t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { LanguageChoice } from '../preferences/language-choice.js';
import { address } from '../routing/router.js';
import { type House, signInAddress } from './session.js';

/** The first thing an officer meets: whose console this is, its language, one button. */
export function SignInPage({ house }: { house: House }) {
  const back = address.value.startsWith('/signed-in') ? '/' : address.value;
  return (
    <main class="lone stack">
      <p class="wordmark">
        <Bridge />
        {t('shell.product')}
      </p>
      <p class="quiet">{t('shell.signInHouse', { nation: nation(house.nation) })}</p>
      <h1>{t('shell.signInTitle')}</h1>
      <p>{t('shell.signInWhy')}</p>
      <div class="buttons">
        <a class="button primary" href={signInAddress(back)}>
          {t('shell.signIn')}
        </a>
      </div>
      <LanguageChoice />
    </main>
  );
}

/** A span between two posts: the same drawing as the icon of the console. */
function Bridge() {
  return (
    <svg viewBox="4 16 56 32" aria-hidden="true">
      <path
        d="M8 42h48M8 42V22m48 20V22M8 26c12 14 36 14 48 0M20 42v-8.500M32 42v-5.500M44 42v-8.500"
        fill="none"
        stroke="currentColor"
        stroke-width="4"
      />
    </svg>
  );
}
