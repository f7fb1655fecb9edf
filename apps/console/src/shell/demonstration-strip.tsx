import { t } from '../i18n/index.js';

/** On every screen and print of a demonstration. */
export function DemonstrationStrip({ shown }: { shown: boolean }) {
  if (!shown) return null;
  return (
    <aside class="demonstration" aria-label={t('shell.fictitious')}>
      <strong>{t('shell.fictitious')}</strong> <span class="wide">{t('shell.fictitiousWhy')}</span>
    </aside>
  );
}
