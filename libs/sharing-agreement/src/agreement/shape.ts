import {
  CATEGORIES,
  DIGEST,
  GROUPS,
  HANDLING_CODES,
  IDENTIFIER,
  LEGAL_GROUNDS,
  NATION,
  PROHIBITED_GROUNDS,
  shape,
  type Shape,
  URGENCIES,
} from '@passerelle/exchange-model';
import {
  type AgreementKey,
  APPROVALS,
  type Clause,
  CONTENT_KINDS,
  type Direction,
  KEY_ROLES,
  type Nation,
  type NeverClause,
  type PublicJwk,
  type SharingAgreement,
} from './agreement.js';

const { code, integer, list, object, orNull, shaped, text, time } = shape;

const line = text(/^\S[^\n\r]{0,299}$/u);
const title = object({ fr: line, ar: line, en: line });
const identifier = text(IDENTIFIER);
const nation = text(NATION);
const direction = text(/^[A-Z]{2}>[A-Z]{2}$/) as Shape<Direction>;
const seconds = integer(0, 366 * 86_400);

const clause: Shape<Clause> = object(
  {
    id: identifier,
    title,
    directions: list(direction, 1, 2),
    categories: list(code(CATEGORIES), 1, CATEGORIES.length),
    groups: list(code(GROUPS), 1, GROUPS.length),
    handlingCeiling: code(HANDLING_CODES),
    recipients: list(line, 1, 50),
    retentionDays: integer(1, 36_600),
    approval: code(APPROVALS),
  },
  { kinds: list(code(CONTENT_KINDS), 1, CONTENT_KINDS.length), urgencies: list(code(URGENCIES), 1, 2) },
);

const never: Shape<NeverClause> = object(
  { id: identifier, title },
  {
    groups: list(code(GROUPS), 1, GROUPS.length),
    categories: list(code(CATEGORIES), 1, CATEGORIES.length),
    protections: list(code(['refugee', 'asylum-seeker', 'trafficking-victim', 'minor']), 1, 4),
    handling: list(code(HANDLING_CODES), 1, HANDLING_CODES.length),
    grounds: list(code([...LEGAL_GROUNDS, ...PROHIBITED_GROUNDS]), 1, 20),
  },
);

const clocks = object({
  deskRepeatSeconds: list(seconds, 1, 10),
  supervisorSeconds: seconds,
  nationalCentreSeconds: seconds,
  senderToldSeconds: seconds,
  routineSeconds: seconds,
  hitReplySeconds: seconds,
  informationRequestSeconds: list(seconds, 1, 10),
  releaseApprovalSeconds: seconds,
  suspensionSeconds: seconds,
  withdrawalSeconds: seconds,
  receiptOverdueSeconds: seconds,
  linkSilentSeconds: seconds,
  unwitnessedSeconds: seconds,
  clockToleranceSeconds: seconds,
});

const coordinate = text(DIGEST);
const signingJwk = object({
  kty: code(['EC']),
  crv: code(['P-256']),
  x: coordinate,
  y: coordinate,
  kid: coordinate,
});
const receivingJwk = object({ kty: code(['OKP']), crv: code(['X25519']), x: coordinate, kid: coordinate });

/** A private member such as `d` is an unknown member here, and refused like any other. */
const jwk: Shape<PublicJwk> = shaped(
  { anyOf: [signingJwk.schema, receivingJwk.schema] },
  (value, path, fail) =>
    (value as { kty?: unknown } | null)?.kty === 'OKP'
      ? receivingJwk(value, path, fail)
      : signingJwk(value, path, fail),
);

const key: Shape<AgreementKey> = object(
  { nation, role: code(KEY_ROLES), jwk, notBefore: time, notAfter: time },
  { revokedSince: time },
);

export const agreementShape: Shape<SharingAgreement> = object(
  {
    type: code(['passerelle-agreement']),
    id: identifier,
    version: integer(1),
    previous: orNull(text(DIGEST)),
    parties: list(nation, 2, 2) as Shape<[Nation, Nation]>,
    title,
    validFrom: time,
    validUntil: time,
    never: list(never, 0, 200),
    clauses: list(clause, 1, 500),
    otherwise: object({ id: identifier, title }),
    clocks,
    limits: object({ urgentPerHour: integer(1, 1_000_000) }),
    keys: list(key, 1, 100),
  },
  { witness: object({ quorum: code(['all']) }), postInReceipts: object({ id: identifier, title }) },
);
