/** What a partition of a position topic holds. Different keys, so that compaction keeps both. */
export const BARRIER_KEY = 'barrier';
export const POSITION_KEY = 'position';

/**
 * Offsets before the end that are searched for the last position, one after the other, then all: mostly the last
 * transaction stands right there; only openings in a row put barriers between.
 */
export const SEARCHED = [8n, 64n] as const;
