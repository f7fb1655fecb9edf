import { t } from '../i18n/index.js';

export default function WatchPage() {
  return (
    <section class="page stack">
      <h1>{t('shell.watch')}</h1>
    </section>
  );
}
