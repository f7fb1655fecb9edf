import type { EvidenceErrorCode } from '../errors.js';

/** What is wrong at a place of a log. */
export type FindingRule =
  /** The file is not there. */
  | 'missing'
  /** It has not the form of its kind. */
  | 'malformed'
  /** It holds something else than what was signed for. */
  | 'differs'
  /** The checkpoint is not signed as the policy asks. */
  | 'not-believed'
  /** The checkpoint is signed, and neither tiles nor leaves make its root. */
  | 'not-of-this-tree'
  /** Nothing of a log: it was put there. */
  | 'stranger';

/** One place where a log's folder is not what its checkpoint says. */
export interface Finding {
  /** The file, below the log's folder. */
  path: string;
  rule: FindingRule;
  /** The number of the leaf in the log, where it is one. */
  leaf?: number;
  because?: EvidenceErrorCode;
}
