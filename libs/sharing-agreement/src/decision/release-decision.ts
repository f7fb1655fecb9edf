import type {
  Category,
  CodedFlags,
  GroupName,
  HandlingCode,
  Status,
  Urgency,
} from '@passerelle/exchange-model';
import type { ContentKind, Nation } from '../agreement/agreement.js';
import type { AlwaysCrossingKind } from './always-may-cross.js';

/** All that a decision may depend on: clear claims, the names of the groups present, coded flags; never a value. */
export type ReleaseFacts = ContentFacts | AlwaysCrossingFacts;

export interface ContentFacts {
  direction: { from: Nation; to: Nation };
  kind: ContentKind;
  category: Category;
  urgency: Urgency;
  handling: HandlingCode;
  status: Status;
  /** Names of the groups present. */
  groups: readonly GroupName[];
  /** Known to the sender only. They narrow: no clause releases because of a flag. */
  flags?: CodedFlags;
  /** Whether a release authority has approved this message. */
  approval: boolean;
}

export interface AlwaysCrossingFacts extends Partial<Omit<ContentFacts, 'kind' | 'direction'>> {
  direction: ContentFacts['direction'];
  kind: AlwaysCrossingKind;
  /** Whether a receipt names the post that acted: that needs an article of its own. */
  post?: boolean;
}

export interface Withheld {
  group: GroupName;
  clause: string;
}

export type WithholdReason =
  | 'no-agreement'
  | 'not-yet-in-force'
  | 'expired'
  | 'other-parties'
  | 'unknown-category'
  | 'never'
  | 'wrong-direction'
  | 'no-clause'
  | 'handling'
  | 'instruction-not-released'
  | 'post-not-released';

/**
 * `withheld` names every group that the agreement does not release for such a message, filled or not, and the clause
 * that withholds it. Without an agreement in force there is no clause to name, and the list is empty.
 */
export type ReleaseDecision =
  | { outcome: 'release'; clause: string; groups: GroupName[]; withheld: Withheld[] }
  | { outcome: 'refer'; clause: string; reason: 'needs-approval'; withheld: Withheld[] }
  | { outcome: 'withhold'; clause?: string; reason: WithholdReason; withheld: Withheld[] };
