import { computed, signal } from '@preact/signals';
import { OFFICERS } from '@passerelle/exchange-model';
import type { Role } from '../api/types.js';
import { officer } from './session.js';

const chosen = signal<Role | null>(null);

/** The officer's roles, in the order in which one of them is taken when none was chosen. */
export const ownRoles = computed<readonly Role[]>(() =>
  OFFICERS.filter((role) => officer.value?.roles.includes(role)),
);

/** In which of their roles somebody with several acts. */
export const actingAs = computed<Role | undefined>(() => {
  const roles = ownRoles.value;
  return chosen.value !== null && roles.includes(chosen.value) ? chosen.value : roles[0];
});

export function actAs(role: Role): void {
  chosen.value = role;
}

/** The `as` of an action: said only where there is a choice. */
export const asMember = (): { as?: Role } =>
  ownRoles.value.length > 1 && actingAs.value ? { as: actingAs.value } : {};
