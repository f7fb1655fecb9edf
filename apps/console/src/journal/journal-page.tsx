import { t } from '../i18n/index.js';

export default function JournalPage() {
  return (
    <section class="page stack">
      <h1>{t('shell.journal')}</h1>
    </section>
  );
}
