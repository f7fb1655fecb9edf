import { type Officer, OFFICERS } from '@passerelle/exchange-model';
import { type Principal, ValidationProblem } from '@passerelle/runtime';
import type { Actor } from '../notifications/lifecycle.js';

/**
 * Who acts, and in which role: the one that the request names, or the caller's first.
 *
 * @throws ValidationProblem 422 `role-not-held` at `/as`
 */
export function actorOf({ subject, roles, post }: Principal, as: Officer | undefined): Actor {
  const held = OFFICERS.filter((role) => roles.includes(role));
  const role = as ?? held[0];
  if (role === undefined || !held.includes(role)) {
    const message = 'the caller does not hold this role';
    throw new ValidationProblem([{ path: '/as', rule: 'role-not-held', message }]);
  }
  return { subject, as: role, ...(post !== undefined && { post }) };
}
