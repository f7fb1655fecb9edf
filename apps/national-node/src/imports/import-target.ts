import { isInteroperable, ValidationProblem, violationsOf } from '@passerelle/runtime';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { EntityManager } from 'typeorm';

/** Where the documents of a file go. */
export interface ImportTarget<T> {
  /** As the progress names it: the list, or `alerts`. */
  name: string;
  /** @throws ValidationProblem naming every rule that is broken */
  read: (document: unknown, now: Date) => T;
  /** In the transaction that also moves the progress. */
  store: (manager: EntityManager, documents: readonly T[]) => Promise<unknown>;
}

/**
 * A document of a line by the rules of the single API: the same class, the same refusals.
 * @throws ValidationProblem
 */
export function validDocument<T extends object>(Class: new () => T, document: unknown): T {
  const isObject = typeof document === 'object' && document !== null && !Array.isArray(document);
  if (!isObject || !isInteroperable(document))
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
