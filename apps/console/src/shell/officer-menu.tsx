import { t } from '../i18n/index.js';
import { RoleChoice } from '../session/role-choice.js';
import { officer } from '../session/session.js';
import { signOut } from '../session/sign-out.js';

/** Who is signed in, in which role, and the way out. */
export function OfficerMenu() {
  const person = officer.value;
  if (!person) return null;
  return (
    <div class="officer">
      <bdi>{person.name}</bdi>
      <RoleChoice />
      <button type="button" class="button plain" onClick={() => void signOut()}>
        {t('shell.signOut')}
      </button>
    </div>
  );
}
