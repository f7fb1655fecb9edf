import type { Role } from '../api/types.js';
import type { PlainKey } from '../i18n/index.js';

/** A place in the menu. */
export interface Entry {
  to: string;
  label: PlainKey;
}

const WATCH: Entry = { to: '/watch', label: 'shell.watch' };
const POST: Entry = { to: '/post', label: 'shell.post' };
const ALERTS: Entry = { to: '/alerts', label: 'shell.alerts' };
const WRITE: Entry = { to: '/write', label: 'shell.write' };
const JOURNAL: Entry = { to: '/journal', label: 'shell.journal' };
const SHIFT: Entry = { to: '/shift', label: 'shell.shift' };
export const HELP: Entry = { to: '/help', label: 'shell.help' };

/** At most five places a role; help always last, in the same place. */
export function entriesOf(roles: readonly Role[]): Entry[] {
  const atDesk = roles.some((role) => role !== 'post');
  return atDesk ? [WATCH, ALERTS, WRITE, JOURNAL, SHIFT] : [POST, ALERTS, WRITE, SHIFT];
}
