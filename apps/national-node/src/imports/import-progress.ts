import type { BulkImport } from '@passerelle/persistence';
import type { RefusedLine, Stored } from './import-target.js';

/** So many broken rules are told one by one; behind them lines are only counted. */
export const MAX_ERRORS = 100;

/** What the sender of a whole list says of it, so that a file that is not whole does no harm. */
export interface WholeList {
  /** Entries it holds, as the database counted that wrote it; null where only a rehearsal is asked for. */
  entries: number | null;
  /** At most so many entries may be taken off the list. */
  removals: number | null;
}

/** Why a whole list removes nothing that it does not hold. */
export const OBSTACLES = ['lines-refused', 'entries-differ', 'file-cut', 'too-many'] as const;
export type Obstacle = (typeof OBSTACLES)[number];

type Begun = Pick<
  BulkImport,
  'importId' | 'subject' | 'keyMac' | 'target' | 'mode' | 'format' | 'chainMac' | 'startedAt'
>;

export const freshImport = (begun: Begun): BulkImport => ({
  ...begun,
  state: 'running',
  lines: 0,
  stored: 0,
  refused: 0,
  added: 0,
  updated: 0,
  removed: 0,
  unchanged: 0,
  notRemoved: null,
  errors: [],
  updatedAt: begun.startedAt,
});

/** The progress after some lines more, of which `unread` could not even be read. */
export function added(
  progress: BulkImport,
  stored: Stored,
  unread: readonly RefusedLine[],
  lines: number,
): BulkImport {
  const refused = [...unread, ...stored.refused].sort((a, b) => a.line - b.line);
  const errors = refused.flatMap(({ line, violations }) =>
    violations.map((violation) => ({ line, ...violation })),
  );
  return {
    ...progress,
    lines: progress.lines + lines,
    stored: progress.stored + stored.added + stored.updated,
    refused: progress.refused + refused.length,
    added: progress.added + stored.added,
    updated: progress.updated + stored.updated,
    removed: progress.removed + stored.removed,
    unchanged: progress.unchanged + stored.unchanged,
    errors: [...progress.errors, ...errors].slice(0, MAX_ERRORS),
  };
}

/**
 * A whole list says that whatever it leaves out is over: it is believed only where every line of it was, where it holds
 * as many entries as its writer counted, and where its last line ends.
 */
export function obstacleOf(
  { refused, stored, unchanged }: BulkImport,
  { entries, removals }: WholeList,
  endsOpen: boolean,
  surplus = 0,
): Obstacle | null {
  if (refused > 0) return 'lines-refused';
  if (entries !== null && entries !== stored + unchanged) return 'entries-differ';
  if (endsOpen) return 'file-cut';
  return removals !== null && surplus > removals ? 'too-many' : null;
}
