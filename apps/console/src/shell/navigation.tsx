import type { Role } from '../api/types.js';
import { t } from '../i18n/index.js';
import { entriesOf, HELP } from './entries.js';
import { path } from '../routing/router.js';

export function Navigation({ roles }: { roles: readonly Role[] }) {
  const here = path.value;
  return (
    <nav aria-label={t('shell.navigation')}>
      <ul>
        {[...entriesOf(roles), HELP].map(({ to, label }) => (
          <li key={to}>
            <a href={to} aria-current={here === to || here.startsWith(`${to}/`) ? 'page' : undefined}>
              {t(label)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
