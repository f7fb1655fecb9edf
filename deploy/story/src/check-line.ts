import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { Finding } from './finding.js';
import { LINE_CLASSES, type StoryLine } from './story-line.js';

export interface NumberedLine {
  number: number;
  instruction: StoryLine;
  /** The line was an alert and nothing else: findings point into the alert itself. */
  bare: boolean;
}

export type CheckedLine = { ok: true; line: NumberedLine } | { ok: false; findings: Finding[] };

/** Reads one line of NDJSON (UTF-8, without its line end) as an instruction or a bare alert. */
export function checkLine(bytes: Uint8Array, number: number): CheckedLine {
  const refuse = (rule: string, message: string, field = ''): CheckedLine => ({
    ok: false,
    findings: [{ line: number, field, rule, message }],
  });
  const parsed = parse(bytes);
  if (parsed === undefined) return refuse('json', 'is not JSON in UTF-8');
  if (!isObject(parsed)) return refuse('is-object', 'must be a JSON object');
  if (isBareAlert(parsed)) {
    const instruction = { do: 'issue', name: `line-${number}`, alert: parsed } as const;
    return { ok: true, line: { number, instruction, bare: true } };
  }
  if (!isInstruction(parsed['do']))
    return refuse('unknown-instruction', 'do must be issue, update or withdraw', '/do');
  return checkInstruction(parsed, LINE_CLASSES[parsed['do']], number);
}

function checkInstruction(
  parsed: Record<string, unknown>,
  Class: new () => StoryLine,
  number: number,
): CheckedLine {
  const instruction = plainToInstance(Class, parsed);
  const errors = validateSync(instruction, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length === 0) return { ok: true, line: { number, instruction, bare: false } };
  return { ok: false, findings: errors.flatMap((error) => findingsOf(error, '', number)) };
}

/** Its parser's own message would quote the line, which may hold personal data. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** No alert has a member of these names, no instruction lacks all of them. */
function isBareAlert(value: Record<string, unknown>): boolean {
  return !['do', 'at', 'name', 'alert'].some((member) => Object.hasOwn(value, member));
}

function isInstruction(value: unknown): value is keyof typeof LINE_CLASSES {
  return typeof value === 'string' && Object.hasOwn(LINE_CLASSES, value);
}

function findingsOf(error: ValidationError, parent: string, line: number): Finding[] {
  const field = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => {
    if (constraint === 'whitelistValidation')
      return { line, field, rule: 'unknown-member', message: 'no member of this name is known' };
    if (error.value === undefined) return { line, field, rule: 'required', message: 'is required' };
    return { line, field, rule: constraint.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`), message };
  });
  const nested = (error.children ?? []).flatMap((child) => findingsOf(child, field, line));
  return [...own.slice(0, 1), ...nested];
}
