import { Type } from 'class-transformer';
import { IsArray, IsInt, IsObject, IsString, Matches, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

const NULLABLE_TEXT = { type: ['string', 'null'] as unknown as 'string' };

/** The same in French, Arabic and English. */
export class TitleDto {
  @IsString() fr!: string;
  @IsString() ar!: string;
  @IsString() en!: string;
}

export class ClauseDto {
  /** As decisions, receipts and previews cite it. */
  @IsString() id!: string;
  @IsObject() @ValidateNested() @Type(() => TitleDto) title!: TitleDto;
}

export class AgreementDto {
  @Matches(/^[A-Z]{2}$/) partner!: string;
  @IsString() id!: string;
  @IsInt() version!: number;
  /** SHA-256 of the signed document's JCS bytes, base64url. */
  @IsString() hash!: string;
  @IsObject() @ValidateNested() @Type(() => TitleDto) title!: TitleDto;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ClauseDto) clauses!: ClauseDto[];
}

export class AgreementListDto {
  @IsArray() @ValidateNested({ each: true }) @Type(() => AgreementDto) items!: AgreementDto[];
  @IsString() @JSONSchema(NULLABLE_TEXT) next!: string | null;
}
