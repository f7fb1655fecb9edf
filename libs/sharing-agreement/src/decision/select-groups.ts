import { FAMILIES, type GroupName, GROUPS } from '@passerelle/exchange-model';
import type { Clause, SharingAgreement } from '../agreement/agreement.js';
import { neverGroups } from './never-clauses.js';
import type { ContentFacts, Withheld } from './release-decision.js';

/** The groups that these clauses release of such a message, and for every other group the clause that withholds it. */
export function selectGroups(
  { never, otherwise }: SharingAgreement,
  clauses: readonly Clause[],
  facts: ContentFacts,
): { released: GroupName[]; withheld: Withheld[] } {
  const forbidden = neverGroups(never, facts);
  const allowed = allowedGroups(clauses, forbidden);
  const displaced = displacedLevels(allowed, facts.groups);

  const released = GROUPS.filter(
    (group) => facts.groups.includes(group) && allowed.has(group) && !displaced.has(group),
  );
  const withheld = GROUPS.flatMap((group): Withheld[] => {
    const clause = forbidden.get(group) ?? displaced.get(group) ?? (allowed.has(group) ? null : otherwise.id);
    return clause === null ? [] : [{ group, clause }];
  });
  return { released, withheld };
}

/** Each group that a clause names and no never-clause forbids, with the first clause that names it. */
function allowedGroups(
  clauses: readonly Clause[],
  forbidden: Map<GroupName, string>,
): Map<GroupName, string> {
  const allowed = new Map<GroupName, string>();
  for (const { id, groups } of clauses) {
    for (const group of groups) {
      if (!forbidden.has(group) && !allowed.has(group)) allowed.set(group, id);
    }
  }
  return allowed;
}

/**
 * One level of each family is chosen: the finest that is allowed and present, or, where the message carries none, the
 * finest allowed. The other levels are withheld by the clause that chose.
 */
function displacedLevels(
  allowed: Map<GroupName, string>,
  present: readonly GroupName[],
): Map<GroupName, string> {
  const displaced = new Map<GroupName, string>();
  for (const family of FAMILIES) {
    const levels = family.filter((group) => allowed.has(group));
    const chosen = levels.find((group) => present.includes(group)) ?? levels[0];
    const clause = chosen && allowed.get(chosen);
    if (clause === undefined) continue;
    for (const group of family) {
      if (group !== chosen) displaced.set(group, clause);
    }
  }
  return displaced;
}
