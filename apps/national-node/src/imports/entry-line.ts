import {
  type AlertDocument,
  referenceKeyOf,
  REQUESTABLE_WITHDRAWAL_REASONS,
  type RequestableWithdrawalReason,
  type Watchlist,
} from '@passerelle/exchange-model';
import type { BulkImport } from '@passerelle/persistence';
import { ValidationProblem } from '@passerelle/runtime';
import { IsIn } from 'class-validator';
import { incomingEntry } from '../alerts/incoming-document.js';
import { Optional, Text } from '../alerts/text.js';
import { EntryDocumentDto } from '../watchlists/entry-document.dto.js';
import { isDocument, validDocument } from './import-target.js';

/** What a line of changes may ask for; a line that says nothing adds. */
export const LINE_OPERATIONS = ['add', 'update', 'remove'] as const;
export type LineOperation = (typeof LINE_OPERATIONS)[number];

/**
 * What a line says of one entry. `append` is a line without an operation: it adds, and asks nobody. `state` is a line of
 * a whole list: the entry is as it says, new or not.
 */
export type EntryLine =
  | {
      operation: 'append' | 'add' | 'update' | 'state';
      reference: string | null;
      document: AlertDocument;
      /** The line names when the entry ends; otherwise its end is ours to choose. */
      namesExpiry: boolean;
    }
  | { operation: 'remove'; reference: string; reason: RequestableWithdrawalReason };

/** Of a removal nothing else is read. */
class RemovalLine {
  @Text(100) reference!: string;
  @Optional() @IsIn(REQUESTABLE_WITHDRAWAL_REASONS) reason?: RequestableWithdrawalReason;
}

/** @throws ValidationProblem for an operation that is none, a reference that is missing, or a document that is none */
export function entryLineOf(list: Watchlist, mode: BulkImport['mode'], line: unknown, now: Date): EntryLine {
  const operation = operationOf(mode, line);
  if (operation === 'remove') {
    const { reference, reason = 'other' } = validDocument(RemovalLine, removalOf(line));
    return { operation, reference: required(referenceKeyOf(reference)), reason };
  }
  const { operation: _operation, ...said } = isDocument(line) ? line : { operation: undefined };
  const document = incomingEntry(list, validDocument(EntryDocumentDto, inChanges(mode, line, said)), now);
  const reference = referenceKeyOf(document.reference);
  return {
    operation,
    reference: operation === 'append' || operation === 'add' ? reference : required(reference),
    document,
    namesExpiry: said['expiresAt'] !== undefined,
  };
}

/** The reference of a line, as soon as it is one, whatever else is wrong with it; none where nothing is asked of it. */
export function namedReference(mode: BulkImport['mode'], line: unknown): string | null {
  if (!isDocument(line)) return null;
  const { operation, reference } = line;
  const asks = mode === 'complete' || (LINE_OPERATIONS as readonly unknown[]).includes(operation);
  return asks && typeof reference === 'string' ? referenceKeyOf(reference) : null;
}

function operationOf(mode: BulkImport['mode'], line: unknown): EntryLine['operation'] {
  if (mode === 'complete') return 'state';
  const operation = isDocument(line) ? line['operation'] : undefined;
  if (operation === undefined) return 'append';
  const known = LINE_OPERATIONS.find((each) => each === operation);
  if (known !== undefined) return known;
  throw new ValidationProblem([
    { path: '/operation', rule: 'is-in', message: `must be one of ${LINE_OPERATIONS.join(', ')}` },
  ]);
}

const removalOf = (line: unknown): object => {
  const { reference, reason } = line as Record<string, unknown>;
  return { ...(reference !== undefined && { reference }), ...(reason !== undefined && { reason }) };
};

/** In a whole list an operation has no meaning: it stays, and is refused as a member that nobody knows. */
const inChanges = (mode: BulkImport['mode'], line: unknown, said: object): unknown =>
  mode === 'complete' || !isDocument(line) ? line : said;

function required(reference: string | null): string {
  if (reference !== null) return reference;
  throw new ValidationProblem([{ path: '/reference', rule: 'required', message: 'is required' }]);
}
