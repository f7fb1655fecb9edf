import { label } from '@passerelle/exchange-model';
import { lang, t } from '../i18n/index.js';
import type { Role } from '../api/types.js';
import { actAs, actingAs, ownRoles } from './acting-as.js';

/** In which role somebody acts: a choice only for those who have several. */
export function RoleChoice() {
  const roles = ownRoles.value;
  const role = actingAs.value;
  if (!role) return null;
  if (roles.length === 1) return <span>{label('officer', role, lang.value)}</span>;
  return (
    <select
      aria-label={t('shell.actingAs')}
      value={role}
      onChange={(event) => actAs(event.currentTarget.value as Role)}
    >
      {roles.map((code) => (
        <option key={code} value={code}>
          {label('officer', code, lang.value)}
        </option>
      ))}
    </select>
  );
}
