export type {
  AgreementInForce,
  AgreementKey,
  Approval,
  Clause,
  Clocks,
  ContentKind,
  Direction,
  KeyRole,
  Nation,
  NeverClause,
  PublicJwk,
  SharingAgreement,
  Title,
  WitnessPolicy,
} from './agreement/agreement.js';
export { ALERT_KINDS, CONTENT_KINDS, KEY_ROLES } from './agreement/agreement.js';
export { agreementShape } from './agreement/shape.js';
export { AgreementError, type AgreementErrorCode } from './agreement/errors.js';
export { type AgreementTemplate, draftAgreement, type DraftTerms } from './agreement/draft.js';
export { parseAgreement } from './agreement/parse.js';
export {
  ALWAYS_CLAUSE,
  ALWAYS_MAY_CROSS,
  type AlwaysCrossingKind,
  mayAlwaysCross,
  RECEIPTS_THAT_CROSS,
} from './decision/always-may-cross.js';
export { decideRelease } from './decision/decide-release.js';
export type {
  AlwaysCrossingFacts,
  ContentFacts,
  ReleaseDecision,
  ReleaseFacts,
  Withheld,
  WithholdReason,
} from './decision/release-decision.js';
export { type KeyFound, keyFor, type KeyRefusal, keysOf } from './keys/key-for.js';
export { type Acceptance, AgreementBook, type AgreementRefusal } from './book/agreement-book.js';
