export { type ClaimRule, ExchangeModelError } from './errors.js';
export * from './vocabulary/codes.js';
export { label, VOCABULARIES, type VocabularyName } from './vocabulary/labels.js';
export { admitsAction } from './vocabulary/admitted-actions.js';
export type {
  AlertDocument,
  Birth,
  Evaluation,
  Firearm,
  GeneralisedPlace,
  IdentityDocument,
  Livestock,
  Narrative,
  PartialAlertDocument,
  Person,
  PersonName,
  Place,
  Source,
  Vehicle,
} from './alert/document.js';
export { checkAlertDocument, MAX_CONTENT_BYTES, MAX_YEARS_AHEAD, type Violation } from './alert/check.js';
export { ruleMessage } from './alert/rule-messages.js';
export { VIOLATION_RULES, violationMessage, type ViolationRule } from './alert/violation-messages.js';
export { FAMILIES, FLAGS_GROUP, type GroupName, GROUPS, type Groups } from './groups/group-names.js';
export { groupsOf } from './groups/groups-of.js';
export { GROUP_SHAPES, groupNamesOf } from './groups/group-shapes.js';
export { documentOf } from './groups/document-of.js';
export { birthYear, placeCell, placeRegion } from './groups/generalise.js';
export {
  type CodedFlags,
  flagsOf,
  flagsOfGroups,
  flagsShape,
  isProhibitedGround,
  parseFlags,
} from './groups/flags.js';
export {
  type ClearClaims,
  clearClaimsShape,
  DIGEST,
  IDENTIFIER,
  NATION,
  parseClearClaims,
} from './claims/clear-claims.js';
export * as shape from './strict/shape.js';
export type { Fail, JsonSchema, Shape, ShapeRule } from './strict/shape.js';
export {
  parseReceiptClaims,
  type ReceiptClaims,
  receiptClaimsShape,
  type ReceiptEntry,
} from './claims/receipt-claims.js';
export {
  type ComparedRange,
  CONTROL_KINDS,
  CONTROL_SHAPES,
  type ControlClaims,
  type ControlKind,
  type ExchangedEntry,
  MAX_RANGES,
  MAX_RANGE_ENTRIES,
  parseControlClaims,
  RANGE_VERDICTS,
  type RangeDigest,
  type RangeVerdict,
  RECONCILIATION_RESULTS,
  type ReconciliationAnswer,
  type ReconciliationDigest,
  type ReconciliationResult,
  type StreamPlace,
} from './claims/control-claims.js';
export {
  type BlockClaims,
  type EntryClaims,
  MAX_BLOCK_ENTRIES,
  parseBlockClaims,
  parseEntryClaims,
} from './claims/block-claims.js';
export {
  checkEntryDocument,
  entryDocumentOf,
  entryGroupsOf,
  type IncomingEntry,
} from './watchlist/entry-document.js';
export {
  asciiDigits,
  LOOKUP_KINDS,
  type LookupKey,
  type LookupKind,
  lookupKeyOf,
  lookupKeysOf,
  referenceKeyOf,
} from './watchlist/lookup-keys.js';
export { blockDecisions, onceFor } from './records/block-decisions.js';
export {
  type AgreementReference,
  type BlockDecisionRecord,
  type BlockOutcomeRecord,
  type DecisionRecord,
  DEFAULT_CLOCKS,
  DESK_ACTIONS,
  DESK_EVENT_KINDS,
  type DeskAction,
  type DeskEventKind,
  type DeskNotification,
  type DeskReceipt,
  type EntryOutcome,
  type ErasureRecord,
  ESCALATION_STEPS,
  type EscalationClocks,
  type EscalationStep,
  EVIDENCE_KINDS,
  type EvidenceKind,
  type EvidenceRecord,
  levelAbove,
  NOTIFICATION_REASONS,
  type NotificationReason,
  type OutcomeRecord,
} from './records/records.js';
export {
  decisionShape,
  deskActionShape,
  deskNotificationShape,
  deskReceiptShape,
  erasureShape,
  evidenceShape,
  outcomeShape,
  parseRecord,
} from './records/record-shapes.js';
