import { useEffect } from 'preact/hooks';
import { t } from '../i18n/index.js';
import { tellOtherPages } from './session.js';

/** Where signing in again ends: tells the page that waits, which goes on where it stopped. */
export default function SignedInAgainPage() {
  useEffect(() => tellOtherPages('changed'), []);
  return (
    <section class="page stack">
      <h1>{t('shell.signedInAgain')}</h1>
      <p>{t('shell.closeThisPage')}</p>
    </section>
  );
}
