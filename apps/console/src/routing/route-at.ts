import type { Role } from '../api/types.js';
import { match, type Parameters } from './match.js';
import { type Route, ROUTES } from './routes.js';

/** The page at a path; null where there is none for somebody with these roles. */
export function routeAt(
  path: string,
  roles: readonly Role[],
): { route: Route; parameters: Parameters } | null {
  for (const route of ROUTES) {
    const parameters = match(route.pattern, path);
    if (parameters && isOpen(route, roles)) return { route, parameters };
  }
  return null;
}

const isOpen = (route: Route, roles: readonly Role[]): boolean =>
  route.roles === undefined || route.roles.some((role) => roles.includes(role));
