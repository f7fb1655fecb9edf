import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { LINK_ALARMS } from '@passerelle/persistence';
import { ReconciliationStateDto } from './reconciliation/reconciliation-answers.dto.js';
import { SynchronisationStateDto } from './synchronisation/synchronisation-answers.dto.js';
import { LINK_STATES } from './link-states.js';

const MOMENT = { format: 'date-time' };
const NULLABLE_MOMENT = { type: ['string', 'null'] as unknown as 'string', format: 'date-time' };
const SEQUENCE = /^\d{1,18}$/;

export class GapDto {
  /** First sequence that never came. */
  @Matches(SEQUENCE) first!: string;
  @Matches(SEQUENCE) last!: string;
  @IsString() @JSONSchema(MOMENT) foundAt!: string;
}

export class InboundStreamDto {
  @IsString() lane!: string;
  @IsInt() partition!: number;
  /** Highest sequence of the partner's releases that arrived. */
  @Matches(SEQUENCE) sequence!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => GapDto) gaps!: GapDto[];
}

export class OverdueReceiptsDto {
  @IsInt() count!: number;
  /** When the oldest of these messages was released. */
  @IsString() @JSONSchema(NULLABLE_MOMENT) oldestAt!: string | null;
}

export class LinkDto {
  @Matches(/^[A-Z]{2}$/) partner!: string;
  /** Silent: nothing was heard for as long as the agreement says, which is neither connected nor offline. */
  @IsIn(LINK_STATES) state!: string;
  @IsString() @JSONSchema(NULLABLE_MOMENT) lastHeardAt!: string | null;
  @IsArray() @IsIn(LINK_ALARMS, { each: true }) alarms!: string[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => InboundStreamDto) inbound!: InboundStreamDto[];
  @IsObject() @ValidateNested() @Type(() => OverdueReceiptsDto) overdueReceipts!: OverdueReceiptsDto;
  /** The newest of what we released; left out where there was none. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ReconciliationStateDto)
  reconciliation?: ReconciliationStateDto;
  /** The newest of what the partner released, as it told us. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ReconciliationStateDto)
  partnersReconciliation?: ReconciliationStateDto;
  /** The newest walk over our lists for the partner; left out before the first. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SynchronisationStateDto)
  synchronisation?: SynchronisationStateDto;
}

export class LinkListDto {
  @IsArray() @ValidateNested({ each: true }) @Type(() => LinkDto) items!: LinkDto[];
  @IsString() @JSONSchema({ type: ['string', 'null'] as unknown as 'string' }) next!: string | null;
}
