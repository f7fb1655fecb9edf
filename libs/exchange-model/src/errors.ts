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

  /** Claim and rule as one code for quarantine and evidence; the name of an unknown one is its sender's and stays out. */
  get reason(): string {
    if (this.rule === 'unknown-group') return this.rule;
    const path = this.rule === 'unknown-member' ? this.path.slice(0, this.path.lastIndexOf('/')) : this.path;
    return `claims${path.replaceAll('/', '-')}-${this.rule}`;
  }
}

export type ClaimRule =
  | ShapeRule
  | 'unknown-group'
  | 'expires-before-issued'
  | 'reason-without-withdrawal'
  | 'withdrawal-without-reason'
  | 'version-without-previous'
  | 'entry-repeated';
