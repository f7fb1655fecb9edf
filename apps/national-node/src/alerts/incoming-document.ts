import { instanceToPlain } from 'class-transformer';
import { type AlertDocument, checkAlertDocument } from '@passerelle/exchange-model';
import { ValidationProblem } from '@passerelle/runtime';
import type { AlertDocumentDto } from './alert-document.dto.js';

const DEFAULT_VALIDITY_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * The document as it is recorded: expiry filled in and written in UTC to the second, as the signed claim counts it.
 * @throws ValidationProblem for rules that need more than one field, or a calendar
 */
export function incomingDocument(dto: AlertDocumentDto, now: Date): AlertDocument {
  const document = instanceToPlain(dto) as AlertDocument;
  document.expiresAt = toSecond(
    dto.expiresAt ?? new Date(now.getTime() + DEFAULT_VALIDITY_DAYS * DAY_MS).toISOString(),
  );
  const violations = checkAlertDocument(document, now);
  if (violations.length > 0) throw new ValidationProblem(violations);
  return document;
}

function toSecond(moment: string): string {
  const read = new Date(moment);
  return Number.isNaN(read.getTime()) ? moment : `${read.toISOString().slice(0, 19)}Z`;
}
