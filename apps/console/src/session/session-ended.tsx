import { t } from '../i18n/index.js';
import { session, SIGNED_IN_AGAIN, signInAddress } from './session.js';

/** Signing in again happens beside this page, which stays as it is: nothing that was typed is lost. */
export function SessionEnded() {
  if (session.value.state !== 'ended') return null;
  return (
    <div class="banner caution" role="alert">
      <p>{t('shell.sessionEnded')}</p>
      <a class="button" href={signInAddress(SIGNED_IN_AGAIN)} target="_blank">
        {t('shell.signInAgain')}
      </a>
    </div>
  );
}
