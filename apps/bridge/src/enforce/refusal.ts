/** Why a record is quarantined at the bridge: it is not a message this bridge may decide about. */
export type RefusalCode =
  | 'empty'
  | 'unsealable'
  | 'wrong-type'
  | 'unknown-agreement'
  | 'wrong-issuer'
  | 'header-mismatch'
  | 'wrong-lane'
  | 'unknown-receipt'
  | (string & {});

/** Thrown inside the transform and turned into a quarantined record; carries a code, never content. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(readonly code: RefusalCode) {
    super(code);
  }
}
