import type { PlainKey } from '../i18n/index.js';
import { t } from '../i18n/index.js';
import { officer } from '../session/session.js';
import { signOut } from '../session/sign-out.js';

/** Who is signed in, in which role, and the way out. */
export function OfficerMenu() {
  const person = officer.value;
  if (!person) return null;
  const role = person.roles[0];
  return (
    <div class="officer">
      <span>
        <bdi>{person.name}</bdi>
        {role && `, ${t(`shell.role_${role}` satisfies PlainKey)}`}
      </span>
      <button type="button" class="button plain" onClick={() => void signOut()}>
        {t('shell.signOut')}
      </button>
    </div>
  );
}
