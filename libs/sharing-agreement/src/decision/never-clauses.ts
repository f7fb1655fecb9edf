import type { GroupName, Protection } from '@passerelle/exchange-model';
import type { NeverClause } from '../agreement/agreement.js';
import type { ContentFacts } from './release-decision.js';

/** The first never-clause that forbids the whole message, if any. */
export function neverMessage(never: readonly NeverClause[], facts: ContentFacts): NeverClause | undefined {
  return never.find((clause) => clause.groups === undefined && applies(clause, facts));
}

/** The groups that never-clauses forbid in this message, each with the first clause that does. */
export function neverGroups(never: readonly NeverClause[], facts: ContentFacts): Map<GroupName, string> {
  const forbidden = new Map<GroupName, string>();
  for (const clause of never.filter((each) => applies(each, facts))) {
    for (const group of clause.groups ?? []) {
      if (!forbidden.has(group)) forbidden.set(group, clause.id);
    }
  }
  return forbidden;
}

function applies({ categories, protections, handling, grounds }: NeverClause, facts: ContentFacts): boolean {
  const { flags } = facts;
  return (
    (categories?.includes(facts.category) ?? true) &&
    (handling?.includes(facts.handling) ?? true) &&
    (protections?.some((protection) => protectionsOf(facts).includes(protection)) ?? true) &&
    (grounds === undefined || (flags !== undefined && grounds.includes(flags.ground)))
  );
}

/** A minor may be a refugee as well: both protections count. */
function protectionsOf({ flags }: ContentFacts): Protection[] {
  if (!flags) return [];
  return flags.minor ? [flags.protection, 'minor'] : [flags.protection];
}
