import type { Role } from '../api/types.js';

/** Where somebody with these roles begins: who serves at a post and nowhere else, at the post's own view. */
export function homeOf(roles: readonly Role[]): string {
  return roles.length > 0 && roles.every((role) => role === 'post') ? '/post' : '/watch';
}
