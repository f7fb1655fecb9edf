import { t } from '../i18n/index.js';
import { signOutRefusal } from '../session/sign-out.js';

/** Why signing out must wait, and what can be done about it. */
export function SignOutRefused() {
  const refusal = signOutRefusal.value;
  if (!refusal) return null;
  return (
    <div class="banner caution" role="alert">
      <p>
        {refusal.reason === 'unsent'
          ? t('shell.signOutBlocked', { n: refusal.count })
          : t('shell.signOutOffline')}
      </p>
      {refusal.reason === 'unsent' && (
        <a class="button" href="/outbox">
          {t('shell.seeOutbox')}
        </a>
      )}
      <button type="button" class="button" onClick={() => (signOutRefusal.value = null)}>
        {t('shell.close')}
      </button>
    </div>
  );
}
