import type { Role } from '../api/types.js';
import { type PlainKey, t } from '../i18n/index.js';
import { path } from '../routing/router.js';

interface Entry {
  to: string;
  label: PlainKey;
}

const WATCH: Entry = { to: '/watch', label: 'shell.watch' };
const POST: Entry = { to: '/post', label: 'shell.post' };
const ALERTS: Entry = { to: '/alerts', label: 'shell.alerts' };
const WRITE: Entry = { to: '/write', label: 'shell.write' };
const JOURNAL: Entry = { to: '/journal', label: 'shell.journal' };
const SHIFT: Entry = { to: '/shift', label: 'shell.shift' };
const HELP: Entry = { to: '/help', label: 'shell.help' };

/** At most five places a role; help always last, in the same place. */
export function entriesOf(roles: readonly Role[]): Entry[] {
  const atDesk = roles.some((role) => role !== 'post');
  return atDesk ? [WATCH, ALERTS, WRITE, JOURNAL, SHIFT] : [POST, ALERTS, WRITE, SHIFT];
}

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
