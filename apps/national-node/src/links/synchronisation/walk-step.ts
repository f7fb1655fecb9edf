import type { EntryShare, IssuedVersion } from '@passerelle/persistence';
import type { ReleaseDecision } from '@passerelle/sharing-agreement';

/**
 * What a walk does about one entry and one partner. `share`: a version leaves. `take-back`: what may have left is taken
 * back. `leave`: it stands as it would be decided now. `withheld`: it may not leave, and did not. `wait`: our bridge has
 * not decided about its last version yet.
 */
export type WalkStep = 'share' | 'take-back' | 'leave' | 'withheld' | 'wait';

export interface EntryStanding {
  /** What is open with the partner, and what became of the version issued last under it. */
  share: EntryShare | undefined;
  last: IssuedVersion | undefined;
  /** What the agreement says now. */
  decision: ReleaseDecision;
  /** What the version says that our bridge decided the last one under; null where that is not known. */
  before: ReleaseDecision | null;
}

/** Our bridge decides within seconds; what it has not decided by then it has quarantined, or never got. */
export const UNDECIDED_MS = 60_000;

/** Pure: the same entry under the same agreement is shared once, however often it is walked past. */
export function stepFor({ share, last, decision, before }: EntryStanding, now: Date): WalkStep {
  const mayLeave = decision.outcome === 'release';
  if (!share || !last) return mayLeave ? 'share' : 'withheld';
  const isUndecided = last.decidedAt === null;
  if (isUndecided && now.getTime() - last.at.getTime() < UNDECIDED_MS) return 'wait';
  if (!mayLeave) return share.maybeReleased ? 'take-back' : 'withheld';
  const stands = !isUndecided && last.outcome !== 'withheld' && last.answer !== 'refused';
  return stands && before !== null && releaseTheSame(before, decision) ? 'leave' : 'share';
}

function releaseTheSame(before: ReleaseDecision, now: ReleaseDecision): boolean {
  if (before.outcome !== 'release' || now.outcome !== 'release') return false;
  const groups = new Set<string>(now.groups);
  return before.groups.length === groups.size && before.groups.every((group) => groups.has(group));
}
