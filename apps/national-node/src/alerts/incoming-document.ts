import { instanceToPlain } from 'class-transformer';
import {
  type AlertDocument,
  checkAlertDocument,
  checkEntryDocument,
  entryDocumentOf,
  type Violation,
  type Watchlist,
} from '@passerelle/exchange-model';
import { ValidationProblem } from '@passerelle/runtime';
import type { EntryDocumentDto } from '../watchlists/entry-document.dto.js';
import type { AlertDocumentDto } from './alert-document.dto.js';

const DEFAULT_VALIDITY_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * The document as it is recorded: expiry filled in and written in UTC to the second, as the signed claim counts it.
 * @throws ValidationProblem for rules that need more than one field, or a calendar
 */
export function incomingDocument(dto: AlertDocumentDto, now: Date): AlertDocument {
  const document = instanceToPlain(dto) as AlertDocument;
  return checked(document, now, (complete) => checkAlertDocument(complete, now));
}

/** The same of an entry of a watchlist. */
export function incomingEntry(list: Watchlist, dto: EntryDocumentDto, now: Date): AlertDocument {
  const document = entryDocumentOf(instanceToPlain(dto) as AlertDocument);
  return checked(document, now, (complete) => checkEntryDocument(list, complete, now));
}

function checked(
  document: AlertDocument,
  now: Date,
  check: (document: AlertDocument) => Violation[],
): AlertDocument {
  const expiry = document.expiresAt ?? new Date(now.getTime() + DEFAULT_VALIDITY_DAYS * DAY_MS).toISOString();
  const complete = { ...document, expiresAt: toSecond(expiry) };
  const violations = check(complete);
  if (violations.length > 0) throw new ValidationProblem(violations);
  return complete;
}

function toSecond(moment: string): string {
  const read = new Date(moment);
  return Number.isNaN(read.getTime()) ? moment : `${read.toISOString().slice(0, 19)}Z`;
}
