import { ruleMessage } from '@passerelle/exchange-model';
import type { BulkImport } from '@passerelle/persistence';
import type { ProblemLanguage } from '@passerelle/runtime';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import { OBSTACLES } from './import-progress.js';

export class ImportErrorDto {
  @IsInt() line!: number;
  /** JSON Pointer, RFC 6901. */
  @IsString() path!: string;
  @IsString() rule!: string;
  @IsString() message!: string;
}

/** How far a file is. The counts are of everything committed; the errors are the first hundred. */
export class ImportDto {
  /** Absent from a dry run, of which nothing is kept. */
  @IsOptional() @IsUUID() importId?: string;
  /** The watchlist, or `alerts`. */
  @IsString() target!: string;
  @IsIn(['ndjson', 'csv']) format!: string;
  /** `complete`: the file is the whole list. */
  @IsIn(['changes', 'complete']) mode!: string;
  @IsBoolean() dryRun!: boolean;
  /** `running`: send the same file with the same key again, and it goes on after `lines`. */
  @IsIn(['running', 'done']) state!: string;
  /** Records read: lines of NDJSON, rows of CSV with the header. */
  @IsInt() lines!: number;
  /** Lines that became a version: `added` and `updated`. */
  @IsInt() stored!: number;
  @IsInt() added!: number;
  @IsInt() updated!: number;
  /** Entries taken off the list; of a dry run: that would be. */
  @IsInt() removed!: number;
  /** Lines that say what is known already, and make no version. */
  @IsInt() unchanged!: number;
  @IsInt() refused!: number;
  /** Why a whole list removed nothing that it does not hold. Left out where it did, or there was nothing to remove. */
  @IsOptional() @IsIn(OBSTACLES) notRemoved?: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ImportErrorDto) errors!: ImportErrorDto[];
  @IsISO8601() updatedAt!: string;
}

export function importAnswer(
  { importId, keyMac: _key, subject: _subject, chainMac: _chain, startedAt: _started, ...told }: BulkImport,
  language: ProblemLanguage,
  dryRun = false,
): object {
  const { notRemoved, ...progress } = told;
  return {
    ...(!dryRun && { importId }),
    dryRun,
    ...progress,
    ...(notRemoved !== null && { notRemoved }),
    errors: progress.errors.map((error) => ({
      ...error,
      message: (language === 'en' ? null : ruleMessage(error.rule, language)) ?? error.message,
    })),
  };
}
