import { ValidationProblem } from '@passerelle/runtime';
import { IsIn, Matches } from 'class-validator';
import { Optional } from '../alerts/text.js';
import type { WholeList } from './import-progress.js';

const COUNT = /^\d{1,9}$/;

/** Of a file of alerts. */
export class ImportQueryDto {
  /** `true`: reads and tells, stores nothing. */
  @Optional() @IsIn(['true', 'false']) dryRun?: 'true' | 'false';
}

/** Of a file of entries. */
export class EntryImportQueryDto extends ImportQueryDto {
  /** Default `changes`. `complete`: the file is the whole list, and what it does not hold is removed. */
  @Optional() @IsIn(['changes', 'complete']) mode?: 'changes' | 'complete';
  /** Of a whole list: how many entries it holds, as its writer counted. Needed unless it is a dry run. */
  @Optional() @Matches(COUNT) entries?: string;
  /** Of a whole list: at most so many entries are removed. Needed unless it is a dry run. */
  @Optional() @Matches(COUNT) removals?: string;
}

/**
 * What the query says of a whole list; null for a file of changes.
 * @throws ValidationProblem where it says too little, or says it of a file of changes
 */
export function wholeListOf({ mode, dryRun, entries, removals }: EntryImportQueryDto): WholeList | null {
  const said = { entries, removals };
  const names = Object.keys(said) as (keyof typeof said)[];
  if (mode === 'complete') {
    const missing = dryRun === 'true' ? [] : names.filter((name) => said[name] === undefined);
    refuse(missing, 'required', 'is required with mode=complete');
    return { entries: countOf(entries), removals: countOf(removals) };
  }
  refuse(
    names.filter((name) => said[name] !== undefined),
    'unknown-member',
    'is known with mode=complete only',
  );
  return null;
}

function refuse(names: readonly string[], rule: string, message: string): void {
  if (names.length > 0)
    throw new ValidationProblem(names.map((name) => ({ path: `/${name}`, rule, message })));
}

const countOf = (text: string | undefined): number | null => (text === undefined ? null : Number(text));
