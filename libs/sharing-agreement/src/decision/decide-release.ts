import { CATEGORIES, GROUPS, type GroupName, HANDLING_CODES, URGENCIES } from '@passerelle/exchange-model';
import {
  type AgreementInForce,
  ALERT_KINDS,
  type Clause,
  type ContentKind,
  type SharingAgreement,
} from '../agreement/agreement.js';
import { ALWAYS_CLAUSE, mayAlwaysCross } from './always-may-cross.js';
import { neverGroups, neverMessage } from './never-clauses.js';
import type {
  AlwaysCrossingFacts,
  ContentFacts,
  ReleaseDecision,
  ReleaseFacts,
  Withheld,
  WithholdReason,
} from './release-decision.js';
import { selectGroups } from './select-groups.js';

/**
 * What may cross, under which clause, and what is withheld by which. Pure and total; whatever is not expressly allowed
 * is withheld. The order below is the order in which a lawyer reads the agreement.
 */
export function decideRelease(
  inForce: AgreementInForce | null,
  facts: ReleaseFacts,
  now: Date,
): ReleaseDecision {
  if (isAlwaysFree(facts)) return facts.post ? decidePost(inForce, facts, now) : free(ALWAYS_CLAUSE);
  if (!inForce) return refused('no-agreement');
  const { agreement } = inForce;

  const outside = outsideAgreement(agreement, facts, now);
  if (outside) return refused(outside);
  if (!CATEGORIES.includes(facts.category)) return withheldBy(agreement, facts, 'unknown-category');

  const forbidding = neverMessage(agreement.never, facts);
  if (forbidding) return withheldBy(agreement, facts, 'never', forbidding.id);

  const named = agreement.clauses.filter((clause) => covers(clause, facts));
  const directed = named.filter(({ directions }) => directions.includes(directionOf(facts)));
  if (directed.length === 0) {
    const [oneWay] = named;
    return withheldBy(agreement, facts, oneWay ? 'wrong-direction' : 'no-clause', oneWay?.id);
  }

  const [first] = directed;
  const admitting = directed.filter(({ handlingCeiling }) => !exceeds(facts.handling, handlingCeiling));
  if (admitting.length === 0) return withheldBy(agreement, facts, 'handling', first?.id);

  const referring = admitting.find(({ approval }) => approval === 'release-authority');
  if (referring && !facts.approval) {
    const withheld = everyGroup(agreement, facts, referring.id);
    return { outcome: 'refer', clause: referring.id, reason: 'needs-approval', withheld };
  }

  const { released, withheld } = selectGroups(agreement, admitting, facts);
  if (!released.includes('instruction')) return withheldBy(agreement, facts, 'instruction-not-released');
  return {
    outcome: 'release',
    clause: (referring ?? admitting[0] ?? agreement.otherwise).id,
    groups: released,
    withheld,
  };
}

/** A receipt names the post only under the article that says so, while the agreement is in force. */
function decidePost(
  inForce: AgreementInForce | null,
  facts: AlwaysCrossingFacts,
  now: Date,
): ReleaseDecision {
  if (!inForce) return refused('no-agreement');
  const { agreement } = inForce;
  const outside = outsideAgreement(agreement, facts, now);
  if (outside) return refused(outside);
  if (agreement.postInReceipts) return free(agreement.postInReceipts.id);
  return { outcome: 'withhold', clause: agreement.otherwise.id, reason: 'post-not-released', withheld: [] };
}

function free(clause: string): ReleaseDecision {
  return { outcome: 'release', clause, groups: [], withheld: [] };
}

function isAlwaysFree(facts: ReleaseFacts): facts is AlwaysCrossingFacts {
  return mayAlwaysCross(facts.kind);
}

function outsideAgreement(
  { validFrom, validUntil, parties }: SharingAgreement,
  { direction: { from, to } }: Pick<ReleaseFacts, 'direction'>,
  now: Date,
): WithholdReason | null {
  // Negated, so that a date that cannot be compared counts as outside.
  if (!(now.getTime() >= Date.parse(validFrom))) return 'not-yet-in-force';
  if (!(now.getTime() < Date.parse(validUntil))) return 'expired';
  if (from === to || !parties.includes(from) || !parties.includes(to)) return 'other-parties';
  return null;
}

/** A kind or urgency off the closed lists is covered by no clause. */
function covers(clause: Clause, { category, kind, urgency }: ContentFacts): boolean {
  const { categories, kinds = ALERT_KINDS as readonly ContentKind[], urgencies = URGENCIES } = clause;
  return categories.includes(category) && kinds.includes(kind) && urgencies.includes(urgency);
}

function directionOf({ direction: { from, to } }: ContentFacts): `${string}>${string}` {
  return `${from}>${to}`;
}

/** A code off the list is more restricted than any ceiling. */
function exceeds(handling: ContentFacts['handling'], ceiling: ContentFacts['handling']): boolean {
  const rank = HANDLING_CODES.indexOf(handling);
  return rank < 0 || rank > HANDLING_CODES.indexOf(ceiling);
}

function refused(reason: WithholdReason): ReleaseDecision {
  return { outcome: 'withhold', reason, withheld: [] };
}

function withheldBy(
  agreement: SharingAgreement,
  facts: ContentFacts,
  reason: WithholdReason,
  clause = agreement.otherwise.id,
): ReleaseDecision {
  return { outcome: 'withhold', clause, reason, withheld: everyGroup(agreement, facts, clause) };
}

/** Every group, under its never-clause where it has one and under the deciding clause otherwise. */
function everyGroup({ never }: SharingAgreement, facts: ContentFacts, clause: string): Withheld[] {
  const forbidden = neverGroups(never, facts);
  return GROUPS.map((group: GroupName) => ({ group, clause: forbidden.get(group) ?? clause }));
}
