import { RECONCILIATION_RESULTS } from '@passerelle/exchange-model';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsString, Matches, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

const MOMENT = { format: 'date-time' };
const NULLABLE_MOMENT = { type: ['string', 'null'] as unknown as 'string', format: 'date-time' };

export class ReconciliationStartedDto {
  @IsString() id!: string;
}

/** How one reconciliation stands. */
export class ReconciliationStateDto {
  @IsString() id!: string;
  /** Complete: both hold the same. Partial: something differs still, or was not compared. Failed: nothing was compared. */
  @IsIn(['running', ...RECONCILIATION_RESULTS]) result!: string;
  @IsString() @JSONSchema(NULLABLE_MOMENT) at!: string | null;
  /** Messages that were found to differ, mended ones included. */
  @IsInt() drift!: number;
}

export class DriftDto {
  @IsString() subject!: string;
  @IsString() jti!: string;
  @IsInt() version!: number;
  @IsString() digest!: string;
  /** Missing there, unknown here, or another message under the same identity. */
  @IsIn(['missing', 'unknown', 'conflicting']) kind!: string;
  @IsString() @JSONSchema(MOMENT) foundAt!: string;
  @IsString() @JSONSchema(NULLABLE_MOMENT) repairedAt!: string | null;
}

/** A whole subject, such as `entry:`, that both nations hold alike. */
export class AlikeDto {
  @IsString() range!: string;
  @IsInt() count!: number;
  /** As both took it (docs/protocol.md, "Control"). */
  @IsString() digest!: string;
  /** The other nation's signed token that says so. */
  @IsString() statement!: string;
}

export class ReconciliationDto extends ReconciliationStateDto {
  @Matches(/^[A-Z]{2}$/) partner!: string;
  /** `out`: of what we released; `in`: of what the partner released, as it told us. */
  @IsIn(['in', 'out']) direction!: string;
  @IsString() @JSONSchema(MOMENT) startedAt!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => DriftDto) items!: DriftDto[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => AlikeDto) alike!: AlikeDto[];
}
