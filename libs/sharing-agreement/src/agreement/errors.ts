import type { ShapeRule } from '@passerelle/exchange-model';

export type AgreementErrorCode =
  | ShapeRule
  | 'clause-id-repeated'
  | 'two-levels-of-a-family'
  | 'instruction-missing'
  | 'approval-mixed'
  | 'never-without-object'
  | 'parties-not-two'
  | 'direction-foreign'
  | 'validity-reversed'
  | 'first-version-with-previous'
  | 'version-without-previous'
  | 'key-foreign'
  | 'key-unfit-for-role'
  | 'key-repeated'
  | 'key-dates-reversed';

/** A document that is no agreement: which rule, and where (RFC 6901). */
export class AgreementError extends Error {
  constructor(
    readonly code: AgreementErrorCode,
    readonly path: string,
  ) {
    super(`agreement ${path || '/'}: ${code}`);
    this.name = 'AgreementError';
  }
}
