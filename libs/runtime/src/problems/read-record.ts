import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ValidationProblem } from './passerelle-error.js';
import { violationsOf } from './violations.js';

/**
 * A record between services (JSON bytes) as its class. Members that are not known are dropped: a newer writer may say
 * more.
 *
 * @throws ValidationProblem naming member and rule, never a value
 */
export function readRecord<T extends object>(Class: new () => T, bytes: Buffer | null): T {
  const record = plainToInstance(Class, parse(bytes));
  const errors = validateSync(record, { whitelist: true, forbidUnknownValues: true, stopAtFirstError: true });
  if (errors.length > 0) throw new ValidationProblem(violationsOf(errors));
  return record;
}

function parse(bytes: Buffer | null): object {
  try {
    const value: unknown = JSON.parse(bytes?.toString() ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // told below
  }
  throw new ValidationProblem([{ path: '', rule: 'is-object', message: 'must be a JSON object' }]);
}
