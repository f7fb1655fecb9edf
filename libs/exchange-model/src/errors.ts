import type { ShapeRule } from './strict/shape.js';

/** A signed claim that is not what the protocol says: names the claim (RFC 6901 pointer) and the rule, never the value. */
export class ExchangeModelError extends Error {
  readonly code = 'PSR_CLAIMS_INVALID';

  constructor(
    readonly path: string,
    readonly rule: ClaimRule,
  ) {
    super(`claim ${path || '/'}: ${rule}`);
    this.name = 'ExchangeModelError';
  }
}

export type ClaimRule =
  | ShapeRule
  | 'expires-before-issued'
  | 'reason-without-withdrawal'
  | 'withdrawal-without-reason'
  | 'version-without-previous';
