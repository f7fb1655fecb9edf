import type { Synchronisation } from '@passerelle/persistence';
import { IsIn, IsInt, IsOptional, IsString, Matches } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

const MOMENT = { format: 'date-time' };
const NULLABLE_MOMENT = { type: ['string', 'null'] as unknown as 'string', format: 'date-time' };

export class SynchronisationStartedDto {
  @IsString() id!: string;
}

/** How a walk over our lists for a partner stands. */
export class SynchronisationStateDto {
  @IsString() id!: string;
  /**
   * Walking: entries are looked at and shared. Verifying: all were, and what was released is held against what the partner
   * stored. Complete: both hold the same. Superseded: another began before.
   */
  @IsIn(['walking', 'verifying', 'complete', 'superseded']) state!: string;
  /** A version of the agreement came into force, or an operator asked. */
  @IsIn(['agreement', 'asked']) cause!: string;
  @IsString() @JSONSchema(MOMENT) startedAt!: string;
  @IsString() @JSONSchema(NULLABLE_MOMENT) at!: string | null;
  /** Where it is; left out where it does not walk. */
  @IsOptional() @IsString() list?: string;
  /** Entries looked at, of which so many were sent, taken back, or may not leave. */
  @IsInt() seen!: number;
  @IsInt() shared!: number;
  @IsInt() takenBack!: number;
  @IsInt() withheld!: number;
  /** While it verifies: entries sent that our own bridge has not decided about. It is waited for. */
  @IsOptional() @IsInt() undecided?: number;
  /** The comparison that verifies it. */
  @IsOptional() @IsString() reconciliation?: string;
}

export class SynchronisationDto extends SynchronisationStateDto {
  @Matches(/^[A-Z]{2}$/) partner!: string;
  /** Hash of the version it walks under. */
  @IsString() agreement!: string;
}

export function synchronisationState(synchronisation: Synchronisation, undecided: number): object {
  const { id, state, cause, startedAt, endedAt, list, seen, shared, takenBack, withheld } = synchronisation;
  const { reconciliationId } = synchronisation;
  return {
    id,
    state,
    cause,
    startedAt,
    at: endedAt,
    ...(list !== null && { list }),
    seen,
    shared,
    takenBack,
    withheld,
    ...(undecided > 0 && { undecided }),
    ...(reconciliationId !== null && { reconciliation: reconciliationId }),
  };
}
