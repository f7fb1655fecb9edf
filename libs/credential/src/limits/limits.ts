/** Taken before anything is parsed: a hostile token must cost no more than its own length. */
export const MAX_TOKEN_BYTES = 64 * 1024;
export const MAX_SEALED_BYTES = 96 * 1024;
/** A block of 100 entries; sealed, it stays below the megabyte that a broker takes. */
export const MAX_BLOCK_BYTES = 512 * 1024;
export const MAX_SEALED_BLOCK_BYTES = 704 * 1024;
export const MAX_BLOCK_DISCLOSURES = 2_000;
export const MAX_DISCLOSURES = 64;
export const MAX_JSON_DEPTH = 8;
/** 128 bits, so that nobody finds a value by trying all values. */
export const SALT_BYTES = 16;

/** Longer than a release may wait: 7 days on the inbound topic, then 7 in quarantine before it is readmitted. */
export const MAX_RELEASE_AGE_SECONDS = 14 * 86_400;
