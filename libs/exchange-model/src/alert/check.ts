import { groupsOf } from '../groups/groups-of.js';
import { isProhibitedGround } from '../groups/flags.js';
import { isMoment } from '../strict/shape.js';
import { admitsAction } from '../vocabulary/admitted-actions.js';
import type { AlertDocument, Birth, Place } from './document.js';
import { violationMessage, type ViolationRule } from './violation-messages.js';

/** A rule an alert breaks: where (RFC 6901), which, and an English sentence; `violationMessage` has the others. */
export interface Violation {
  path: string;
  rule: ViolationRule;
  message: string;
}

export const MAX_YEARS_AHEAD = 5;
/** UTF-8 bytes of all groups as JSON; the signed token, a third longer, must stay below its limit of 64 KB. */
export const MAX_CONTENT_BYTES = 40_000;

type Finding = [path: string, rule: ViolationRule];

/** The rules that need more than one field, or a calendar. An empty list means the document may be recorded. */
export function checkAlertDocument(document: AlertDocument, now: Date): Violation[] {
  const findings = [
    ...checkPurpose(document),
    ...checkExpiry(document.expiresAt, now),
    ...(document.person?.birth ? checkBirth(document.person.birth, now) : []),
    ...(document.place ? checkPlace(document.place) : []),
  ];
  // Groups are generalised from date and place, so their size can only be taken once those are sound.
  if (findings.length === 0) findings.push(...checkSize(document));
  return findings.map(([path, rule]) => ({ path, rule, message: violationMessage(rule, 'en') }));
}

function* checkPurpose({ category, action, legalGround }: AlertDocument): Iterable<Finding> {
  if (!admitsAction(category, action)) yield ['/action', 'action-not-admitted'];
  if (isProhibitedGround(legalGround)) yield ['/legalGround', 'ground-prohibited'];
}

function* checkExpiry(expiresAt: string, now: Date): Iterable<Finding> {
  const furthest = new Date(now);
  furthest.setUTCFullYear(furthest.getUTCFullYear() + MAX_YEARS_AHEAD);
  const expiry = Date.parse(expiresAt);
  if (!isMoment(expiresAt)) yield ['/expiresAt', 'time-impossible'];
  else if (expiry <= now.getTime()) yield ['/expiresAt', 'expiry-past'];
  else if (expiry > furthest.getTime()) yield ['/expiresAt', 'expiry-too-far'];
}

const DATE_OF_PRECISION = { year: /^\d{4}$/, month: /^\d{4}-\d{2}$/, day: /^\d{4}-\d{2}-\d{2}$/ } as const;
const FIRST_OF_YEAR = '-01-01';
const EARLIEST_BIRTH_YEAR = 1900;

function* checkBirth({ date, precision }: Birth, now: Date): Iterable<Finding> {
  const path = '/person/birth/date';
  // The earliest day that the date may mean; a birth that begins in the future is not one.
  const earliest = date + FIRST_OF_YEAR.slice(date.length - 4);
  if (!Object.values(DATE_OF_PRECISION).some((pattern) => pattern.test(date)))
    yield [path, 'date-impossible'];
  else if (!DATE_OF_PRECISION[precision].test(date)) yield ['/person/birth/precision', 'date-precision'];
  else if (!isMoment(`${earliest}T00:00:00Z`) || Number(date.slice(0, 4)) < EARLIEST_BIRTH_YEAR) {
    yield [path, 'date-impossible'];
  } else if (Date.parse(earliest) > now.getTime()) yield [path, 'birth-in-future'];
}

function* checkPlace({ lat, lon }: Place): Iterable<Finding> {
  if (!(Math.abs(lat) <= 90)) yield ['/place/lat', 'latitude-range'];
  if (!(Math.abs(lon) <= 180)) yield ['/place/lon', 'longitude-range'];
}

function* checkSize(document: AlertDocument): Iterable<Finding> {
  const bytes = new TextEncoder().encode(JSON.stringify(groupsOf(document))).length;
  if (bytes > MAX_CONTENT_BYTES) yield ['', 'document-too-large'];
}
