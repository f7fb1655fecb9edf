import { staleVersion } from './alert-errors.js';

export const etagOf = (version: number): string => `"${version}"`;

/** RFC 9110 §13.1.1, strong comparison: `*` and weak tags do not say which version is meant. */
export function expectedVersion(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined) return null;
  const match = /^"(\d{1,9})"$/.exec(ifMatch.trim());
  if (!match) throw staleVersion();
  return Number(match[1]);
}
