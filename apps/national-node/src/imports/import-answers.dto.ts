import type { BulkImport } from '@passerelle/persistence';
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
  @IsBoolean() dryRun!: boolean;
  /** `running`: send the same file with the same key again, and it goes on after `lines`. */
  @IsIn(['running', 'done']) state!: string;
  /** Records read: lines of NDJSON, rows of CSV with the header. */
  @IsInt() lines!: number;
  @IsInt() stored!: number;
  @IsInt() refused!: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ImportErrorDto) errors!: ImportErrorDto[];
  @IsISO8601() updatedAt!: string;
}

export function importAnswer(progress: BulkImport, dryRun = false): object {
  const { importId, target, format, state, lines, stored, refused, errors, updatedAt } = progress;
  return {
    ...(!dryRun && { importId }),
    target,
    format,
    dryRun,
    state,
    lines,
    stored,
    refused,
    errors,
    updatedAt,
  };
}
