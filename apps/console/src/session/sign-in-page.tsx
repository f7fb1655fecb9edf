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
