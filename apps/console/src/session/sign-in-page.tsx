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
    <svg viewBox="2 10 60 42" aria-hidden="true">
      <path
        d="M4 42h56M14 50V14M50 50V14M14 16q18 30 36 0M4 28l10-12M50 16l10 12M23 42V27.500M32 42V31.500M41 42V27.500"
        fill="none"
        stroke="currentColor"
        stroke-width="3.500"
      />
    </svg>
  );
}
