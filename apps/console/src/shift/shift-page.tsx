import { t } from '../i18n/index.js';

export default function ShiftPage() {
  return (
    <section class="page stack">
      <h1>{t('shell.shift')}</h1>
    </section>
  );
}
