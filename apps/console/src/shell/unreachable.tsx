import { useEffect } from 'preact/hooks';
import { t } from '../i18n/index.js';
import { loadSession } from '../session/session.js';

const AGAIN_MS = 5_000;

/** The desk did not answer and nothing is kept here to go on with: says so, and tries again by itself. */
export function Unreachable() {
  useEffect(() => {
    const timer = setInterval(() => void loadSession(), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <main class="lone stack">
      <h1>{t('shell.unreachable')}</h1>
      <p>{t('shell.unreachableWhy')}</p>
      <div class="buttons">
        <button type="button" class="button primary" onClick={() => void loadSession()}>
          {t('shell.retry')}
        </button>
      </div>
    </main>
  );
}
