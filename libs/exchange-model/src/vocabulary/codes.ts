/**
 * The closed lists of the exchange. A code is never renamed or reused; a list grows by a new version of this file.
 * Labels stand in labels.ts, one per language, checked by the compiler to be complete.
 */
export const VOCABULARY_VERSION = 1;

/** The threat or purpose. Crossing irregularly, as such, is deliberately no category. */
export const CATEGORIES = [
  'CATTLE-THEFT',
  'STOLEN-VEHICLE',
  'STOLEN-OBJECT',
  'ARMS',
  'DRUGS',
  'TRAFFICKING-PERSONS',
  'SMUGGLING-MIGRANTS',
  'TERRORISM',
  'FALSE-DOCUMENT',
  'WANTED-PERSON',
  'MISSING-PERSON',
  'PERSONS-IN-DISTRESS',
  'UNOFFICIAL-CROSSING',
  'MODUS-OPERANDI',
] as const;

/** What the reader is asked to do. */
export const ACTIONS = [
  'ARREST',
  'REFUSE-ENTRY',
  'LOCATE-REPORT',
  'PROTECT',
  'INTERVIEW',
  'SEARCH',
  'OBSERVE',
  'SEIZE',
  'PRESERVE-EVIDENCE',
  'RESCUE',
  'INFORM',
] as const;

export const LEGAL_GROUNDS = [
  'WARRANT',
  'JUDGMENT',
  'PROSECUTOR-ORDER',
  'POLICE-REQUEST',
  'ADMINISTRATIVE-BAN',
  'OWNER-COMPLAINT',
  'FAMILY-REQUEST',
  'RESIDENT-REPORT',
  'HUMANITARIAN',
] as const;

/** Known only so that they are refused by name and counted. */
export const PROHIBITED_GROUNDS = ['POLITICAL', 'MILITARY', 'RELIGIOUS', 'ETHNIC'] as const;

export const WARNINGS = [
  'ARMED',
  'VIOLENT',
  'ESCAPED',
  'SUICIDE-RISK',
  'HEALTH-RISK',
  'TERRORISM-LINKED',
] as const;

/** From the least to the most restricted; the order is what a handling ceiling compares. */
export const HANDLING_CODES = ['H0', 'H1', 'H2', 'H3'] as const;
export const SOURCE_GRADES = ['A', 'B', 'C', 'X'] as const;
export const INFORMATION_GRADES = ['1', '2', '3', '4'] as const;
export const URGENCIES = ['urgent', 'routine'] as const;
export const STATUSES = ['Actual', 'Exercise', 'Test'] as const;
export const PROTECTIONS = ['none', 'refugee', 'asylum-seeker', 'trafficking-victim', 'minor'] as const;
export const SOURCE_TYPES = ['officer', 'resident', 'system'] as const;

/** The last two are set by the system, never by a person. */
export const WITHDRAWAL_REASONS = ['resolved', 'mistaken', 'other', 'no-longer-shared', 'expired'] as const;
export const REQUESTABLE_WITHDRAWAL_REASONS = ['resolved', 'mistaken', 'other'] as const;

export const ACTS = ['issue', 'update', 'withdraw'] as const;
export const ALERT_STATES = ['active', 'withdrawn', 'expired'] as const;

/** What a list names; an entry holds its list's subject and nothing of another's. */
export const WATCHLISTS = ['persons', 'documents', 'vehicles', 'firearms', 'livestock', 'phones'] as const;
export const ENTRY_ACTS = ['add', 'update', 'remove'] as const;
export const ENTRY_STATES = ['active', 'removed', 'expired'] as const;

export const RECEIPT_KINDS = [
  'accepted',
  'withheld',
  'delivered',
  'refused',
  'displayed',
  'acknowledged',
  'not-acknowledged',
  'handed-back',
  'actioned',
  'superseded',
  'erased',
] as const;

/** Who works with alerts at a desk or a post. Somebody with several roles acts in the first of this order. */
export const OFFICERS = ['desk', 'post', 'supervisor', 'national-centre'] as const;
/** Whom an alert that nobody takes reaches, one after the other. */
export const LEVELS = ['desk', 'supervisor', 'national-centre'] as const;

/** Why charge is given up. The last two are set by the system: an undo within a minute, and charge passed upwards. */
export const HAND_BACK_REASONS = [
  'shift-end',
  'wrong-post',
  'mistaken',
  'other',
  'undone',
  'escalated',
] as const;
export const REQUESTABLE_HAND_BACK_REASONS = ['shift-end', 'wrong-post', 'mistaken', 'other'] as const;

/** Why an alert went up a level, where it was not its turn: nobody was there, or a level was due while the desk was down. */
export const ESCALATION_REASONS = ['nobody-notified', 'passed-over-supervisor'] as const;

/** What came of an alert. STOPPED: one that was withdrawn is no longer acted on. */
export const OUTCOMES = [
  'FOUND',
  'NOT-FOUND',
  'DETAINED',
  'SEIZED',
  'PROTECTED',
  'RESCUED',
  'REFUSED-ENTRY',
  'HANDED-OVER',
  'FALSE-ALARM',
  'STOPPED',
] as const;

/** What an officer saw of the subject of an alert. */
export const SIGHTINGS = ['SEEN', 'STOPPED-HERE', 'MOVED-ON', 'TRACES'] as const;
/** How a sighting stands in a receipt, beside the outcomes. */
export const SIGHTED = 'SIGHTED-';

export const DOCUMENT_TYPES = [
  'passport',
  'identity-card',
  'residence-permit',
  'driving-licence',
  'laissez-passer',
  'refugee-card',
  'consular-card',
  'birth-certificate',
  'herder-certificate',
  'vaccination-card',
  'other',
] as const;
export const SEXES = ['M', 'F', 'X'] as const;
export const NAME_TYPES = ['primary', 'birth', 'alias', 'kunya', 'clan'] as const;
export const NAME_PART_KINDS = [
  'given',
  'father',
  'grandfather',
  'family',
  'particle',
  'clan',
  'title',
] as const;
/** ISO 15924. */
export const SCRIPTS = ['Latn', 'Arab', 'Tfng', 'Nkoo'] as const;
export const SPECIES = ['cattle', 'camel', 'sheep', 'goat', 'donkey', 'horse'] as const;
/** How much of a birth date is known. */
export const DATE_PRECISIONS = ['year', 'month', 'day'] as const;
export const LANGUAGES = ['fr', 'ar', 'en'] as const;

export type Category = (typeof CATEGORIES)[number];
export type Action = (typeof ACTIONS)[number];
export type LegalGround = (typeof LEGAL_GROUNDS)[number];
export type ProhibitedGround = (typeof PROHIBITED_GROUNDS)[number];
/** Any ground that has a name, the prohibited ones included. */
export type Ground = LegalGround | ProhibitedGround;
export type Warning = (typeof WARNINGS)[number];
export type HandlingCode = (typeof HANDLING_CODES)[number];
export type SourceGrade = (typeof SOURCE_GRADES)[number];
export type InformationGrade = (typeof INFORMATION_GRADES)[number];
export type Urgency = (typeof URGENCIES)[number];
export type Status = (typeof STATUSES)[number];
export type Protection = (typeof PROTECTIONS)[number];
export type SourceType = (typeof SOURCE_TYPES)[number];
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];
export type RequestableWithdrawalReason = (typeof REQUESTABLE_WITHDRAWAL_REASONS)[number];
export type Act = (typeof ACTS)[number];
export type Watchlist = (typeof WATCHLISTS)[number];
export type EntryAct = (typeof ENTRY_ACTS)[number];
export type EntryState = (typeof ENTRY_STATES)[number];
export type AlertState = (typeof ALERT_STATES)[number];
export type ReceiptKind = (typeof RECEIPT_KINDS)[number];
export type Officer = (typeof OFFICERS)[number];
export type Level = (typeof LEVELS)[number];
export type HandBackReason = (typeof HAND_BACK_REASONS)[number];
export type RequestableHandBackReason = (typeof REQUESTABLE_HAND_BACK_REASONS)[number];
export type EscalationReason = (typeof ESCALATION_REASONS)[number];
export type Outcome = (typeof OUTCOMES)[number];
export type Sighting = (typeof SIGHTINGS)[number];
export type DocumentType = (typeof DOCUMENT_TYPES)[number];
export type Sex = (typeof SEXES)[number];
export type NameType = (typeof NAME_TYPES)[number];
export type NamePartKind = (typeof NAME_PART_KINDS)[number];
export type Script = (typeof SCRIPTS)[number];
export type Species = (typeof SPECIES)[number];
export type DatePrecision = (typeof DATE_PRECISIONS)[number];
export type Language = (typeof LANGUAGES)[number];
