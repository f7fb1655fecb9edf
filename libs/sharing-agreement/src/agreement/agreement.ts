import type {
  Category,
  GroupName,
  Ground,
  HandlingCode,
  Protection,
  Urgency,
} from '@passerelle/exchange-model';

/** ISO 3166 alpha-2, upper case. */
export type Nation = string;
/** `MR>ML`: what MR may send to ML. */
export type Direction = `${Nation}>${Nation}`;

export interface Title {
  fr: string;
  ar: string;
  en: string;
}

/** What both nations signed. Cited by id and by the hash of its RFC 8785 bytes. Nothing it does not name may cross. */
export interface SharingAgreement {
  type: 'passerelle-agreement';
  id: string;
  version: number;
  /** Hash of the version before; null for the first. */
  previous: string | null;
  parties: [Nation, Nation];
  title: Title;
  /** RFC 3339 in UTC; in force from `validFrom` until just before `validUntil`. */
  validFrom: string;
  validUntil: string;
  /** Read before every clause, and stronger than any. */
  never: NeverClause[];
  clauses: Clause[];
  /** The article under which everything that no clause names stays at home. */
  otherwise: { id: string; title: Title };
  /** The article under which a receipt names the post that acted. Left out: a receipt names a role, and no post. */
  postInReceipts?: { id: string; title: Title };
  clocks: Clocks;
  limits: { urgentPerHour: number };
  keys: AgreementKey[];
  witness?: WitnessPolicy;
}

export interface Clause {
  id: string;
  title: Title;
  directions: Direction[];
  categories: Category[];
  /** Left out: alerts issued and updated. */
  kinds?: ContentKind[];
  /** Left out: any urgency. */
  urgencies?: Urgency[];
  /** Always with `instruction`; at most one level of a family. */
  groups: GroupName[];
  /** The most restricted handling code that this clause still lets through. */
  handlingCeiling: HandlingCode;
  recipients: string[];
  retentionDays: number;
  approval: Approval;
}

/**
 * Withholds what it names, whatever the clauses say: with `groups` these groups, without them the whole message.
 * It applies to a message that meets every condition present.
 */
export interface NeverClause {
  id: string;
  title: Title;
  groups?: GroupName[];
  categories?: Category[];
  protections?: Exclude<Protection, 'none'>[];
  handling?: HandlingCode[];
  grounds?: Ground[];
}

export const ALERT_KINDS = ['alert.issued', 'alert.updated'] as const;
/** `watchlist.entry`: an entry added to a list or changed on it. */
export const CONTENT_KINDS = [...ALERT_KINDS, 'watchlist.entry'] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];

export const APPROVALS = ['automatic', 'release-authority'] as const;
export type Approval = (typeof APPROVALS)[number];

/** Seconds from the arrival of what is waited for. */
export interface Clocks {
  deskRepeatSeconds: number[];
  supervisorSeconds: number;
  nationalCentreSeconds: number;
  senderToldSeconds: number;
  routineSeconds: number;
  hitReplySeconds: number;
  informationRequestSeconds: number[];
  releaseApprovalSeconds: number;
  suspensionSeconds: number;
  withdrawalSeconds: number;
  receiptOverdueSeconds: number;
  linkSilentSeconds: number;
  unwitnessedSeconds: number;
  clockToleranceSeconds: number;
}

export const KEY_ROLES = ['origin', 'release', 'receipt', 'gate'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

export interface AgreementKey {
  nation: Nation;
  role: KeyRole;
  jwk: PublicJwk;
  notBefore: string;
  notAfter: string;
  /** What was signed at or after this moment is not believed. */
  revokedSince?: string;
}

/** RFC 7517 and 8037; `kid` is the RFC 7638 thumbprint. ES256 keys sign, X25519 keys (gates) receive. */
export type PublicJwk =
  | { kty: 'EC'; crv: 'P-256'; x: string; y: string; kid: string }
  | { kty: 'OKP'; crv: 'X25519'; x: string; kid: string };

export interface WitnessPolicy {
  quorum: 'all';
}

export interface AgreementInForce {
  agreement: SharingAgreement;
  /** SHA-256 of the RFC 8785 bytes, base64url. */
  hash: string;
}
