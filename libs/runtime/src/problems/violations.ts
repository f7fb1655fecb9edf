import type { ValidationError } from 'class-validator';
import type { Violation } from './passerelle-error.js';

/**
 * class-validator's tree of errors as a flat list. The rule is the constraint in kebab-case, or `rule` of the
 * constraint's `context`; a missing member is `required`, one that no class knows `unknown-member`.
 */
export function violationsOf(errors: readonly ValidationError[], parent = ''): Violation[] {
  return errors.flatMap((error) => {
    const path = `${parent}/${escapePointer(error.property)}`;
    return [...ownViolations(error, path), ...violationsOf(error.children ?? [], path)];
  });
}

function ownViolations(error: ValidationError, path: string): Violation[] {
  const constraints = Object.entries(error.constraints ?? {});
  if (constraints.length === 0) return [];
  if (constraints.some(([name]) => name === 'whitelistValidation')) {
    return [{ path, rule: 'unknown-member', message: 'no member of this name is known' }];
  }
  if (error.value === undefined) return [{ path, rule: 'required', message: 'is required' }];
  return constraints.map(([name, message]) => ({
    path,
    rule: (error.contexts?.[name] as { rule?: string } | undefined)?.rule ?? kebabCase(name),
    message,
  }));
}

/** RFC 6901 §3. */
export function escapePointer(member: string): string {
  return member.replaceAll('~', '~0').replaceAll('/', '~1');
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
