import { isInteroperable, ValidationProblem, type Violation, violationsOf } from '@passerelle/runtime';
import type { BulkImport } from '@passerelle/persistence';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { EntityManager } from 'typeorm';

/** What one line asks for, with its number. */
export interface ImportLine<T> {
  line: number;
  item: T;
}

export interface RefusedLine {
  line: number;
  violations: readonly Violation[];
}

/** What became of some lines, or would. */
export interface Stored {
  added: number;
  updated: number;
  removed: number;
  unchanged: number;
  /** What only the records could tell: a reference that nobody knows, or that somebody has. */
  refused: RefusedLine[];
}

/** Where the lines of one file go. It sees every line of the file once, also of a file that goes on. */
export interface ImportTarget<T> {
  /** As the progress names it: the list, or `alerts`. */
  readonly name: string;
  readonly mode: BulkImport['mode'];
  /** @throws ValidationProblem naming every rule that is broken */
  read(document: unknown, now: Date): T;
  /** A line that an earlier request has committed. */
  skip(document: unknown): void;
  /** In the transaction that also moves the progress. */
  store(manager: EntityManager, lines: readonly ImportLine<T>[]): Promise<Stored>;
  /** What `store` would do; changes nothing. */
  rehearse(lines: readonly ImportLine<T>[]): Promise<Stored>;
  /** Of a whole list: what it holds no longer. */
  readonly surplus?: Surplus;
}

/** Entries that a whole list, once it was read, does not hold. */
export interface Surplus {
  /** Their ids, some at a time; entries that changed after `since` are none. */
  pages(since: Date): AsyncIterable<string[]>;
  /** Takes those off the list that still are what they were; how many that is. */
  remove(manager: EntityManager, entryIds: readonly string[], since: Date): Promise<number>;
}

/**
 * A document of a line by the rules of the single API: the same class, the same refusals.
 * @throws ValidationProblem
 */
export function validDocument<T extends object>(Class: new () => T, document: unknown): T {
  if (!isDocument(document))
    throw new ValidationProblem([{ path: '', rule: 'is-object', message: 'must be a JSON object' }]);
  const instance = plainToInstance(Class, document);
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    validationError: { target: false, value: true },
  });
  if (errors.length > 0) throw new ValidationProblem(violationsOf(errors));
  return instance;
}

/** A JSON object that every reader understands alike. */
export const isDocument = (document: unknown): document is Record<string, unknown> =>
  typeof document === 'object' && document !== null && !Array.isArray(document) && isInteroperable(document);
