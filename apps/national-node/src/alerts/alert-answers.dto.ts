import { ALERT_STATES, GROUPS, RECEIPT_KINDS } from '@passerelle/exchange-model';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

const NULLABLE_TEXT = { type: ['string', 'null'] as unknown as 'string' };

/** The answer to a change. */
export class AlertSummaryDto {
  @IsUUID() alertId!: string;
  /** Also the ETag: `"<version>"`. */
  @IsInt() version!: number;
  @IsIn(ALERT_STATES) state!: string;
}

export class WithheldGroupDto {
  @IsIn(GROUPS) group!: string;
  /** Id of the clause in the agreement. */
  @IsString() clause!: string;
}

/**
 * An alert as it is read: the members of `AlertDocumentDto` that may be read here, and these. Of an alert that was
 * withdrawn or has expired only these remain.
 */
@JSONSchema({ additionalProperties: true })
export class AlertItemDto extends AlertSummaryDto {
  @Matches(/^[A-Z]{2}$/) origin!: string;
  /** Of a foreign alert: the id under which its origin knows it. */
  @IsOptional() @IsString() originAlertId?: string;
  /** Of a foreign alert: every group that the agreement keeps back of such a message, filled or not. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => WithheldGroupDto)
  withheld?: WithheldGroupDto[];
}

export class AlertListDto {
  @IsArray() @ValidateNested({ each: true }) @Type(() => AlertItemDto) items!: AlertItemDto[];
  @IsString() @JSONSchema(NULLABLE_TEXT) next!: string | null;
}

export class ReceiptPartyDto {
  @Matches(/^[A-Z]{2}$/) nation!: string;
  @IsString() role!: string;
  @IsOptional() @IsString() post?: string;
}

export class ReceiptItemDto {
  @IsIn(RECEIPT_KINDS) kind!: string;
  @IsISO8601() at!: string;
  /** The version the receipt is about, as its nation counts it. */
  @IsInt() version!: number;
  @IsObject() @ValidateNested() @Type(() => ReceiptPartyDto) by!: ReceiptPartyDto;
  @IsOptional() @IsString() clause?: string;
  @IsOptional() @IsString() reason?: string;
}

export class ReceiptListDto {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ReceiptItemDto) items!: ReceiptItemDto[];
  @IsString() @JSONSchema(NULLABLE_TEXT) next!: string | null;
}

export class PartnerPreviewDto {
  @Matches(/^[A-Z]{2}$/) partner!: string;
  @IsIn(['release', 'refer', 'withhold']) decision!: string;
  @IsString() @JSONSchema(NULLABLE_TEXT) clause!: string | null;
  @IsOptional() @IsString() reason?: string;
  /** What the partner would read; empty when nothing would leave. */
  @IsObject() released!: object;
  @IsArray() @ValidateNested({ each: true }) @Type(() => WithheldGroupDto) withheld!: WithheldGroupDto[];
}

export class PreviewDto {
  @IsArray() @ValidateNested({ each: true }) @Type(() => PartnerPreviewDto) previews!: PartnerPreviewDto[];
}
