import { ENTRY_STATES, WATCHLISTS } from '@passerelle/exchange-model';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { WithheldGroupDto } from '../alerts/alert-answers.dto.js';

const NULLABLE_TEXT = { type: ['string', 'null'] as unknown as 'string' };

/** The answer to a change. */
export class EntrySummaryDto {
  @IsUUID() entryId!: string;
  /** Also the ETag: `"<version>"`. */
  @IsInt() version!: number;
  @IsIn(ENTRY_STATES) state!: string;
}

/**
 * An entry as it is read: the members of `EntryDocumentDto` that may be read here, and these. Of an entry that was
 * removed or has expired only these remain.
 */
@JSONSchema({ additionalProperties: true })
export class EntryItemDto extends EntrySummaryDto {
  @IsIn(WATCHLISTS) list!: string;
  @Matches(/^[A-Z]{2}$/) origin!: string;
  /** Of a foreign entry: the id under which its origin knows it. */
  @IsOptional() @IsString() originEntryId?: string;
  /** Of a foreign entry: every group of its list that the agreement keeps back of such an entry, filled or not. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => WithheldGroupDto)
  withheld?: WithheldGroupDto[];
}

export class EntryListDto {
  @IsArray() @ValidateNested({ each: true }) @Type(() => EntryItemDto) items!: EntryItemDto[];
  @IsString() @JSONSchema(NULLABLE_TEXT) next!: string | null;
}
