import { t } from '../i18n/index.js';

export default function HelpPage() {
  return (
    <section class="page stack">
      <h1>{t('shell.help')}</h1>
    </section>
  );
}
