import {
  type Officer,
  OFFICERS,
  type Outcome,
  OUTCOMES,
  REQUESTABLE_HAND_BACK_REASONS,
  type RequestableHandBackReason,
  type Sighting,
  SIGHTINGS,
} from '@passerelle/exchange-model';
import { IsMoment } from '@passerelle/runtime';
import { IsIn, IsOptional, Matches } from 'class-validator';

/** What every action may say: in which of the caller's roles it is done; left out, the first they hold. */
export class ActionRequest {
  @IsOptional()
  @IsIn(OFFICERS)
  as?: Officer;
}

export class HandBackRequest extends ActionRequest {
  /** May be left out within 60 seconds of taking charge. */
  @IsOptional()
  @IsIn(REQUESTABLE_HAND_BACK_REASONS)
  reason?: RequestableHandBackReason;
}

export class ClosureRequest extends ActionRequest {
  @IsIn(OUTCOMES)
  outcome!: Outcome;
}

export class SightingRequest extends ActionRequest {
  @IsIn(SIGHTINGS)
  sighting!: Sighting;

  /** RFC 3339; when it was seen, now if left out. */
  @IsOptional()
  @IsMoment()
  @Matches(/T.*(Z|[+-]\d{2}:\d{2})$/, { message: '$property must be a date and time with its offset' })
  at?: string;
}
