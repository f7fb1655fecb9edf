import {
  CATEGORIES,
  type DeskNotification,
  type EscalationClocks,
  STATUSES,
  URGENCIES,
} from '@passerelle/exchange-model';
import { IsMoment } from '@passerelle/runtime';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Min,
  ValidateNested,
} from 'class-validator';

const REASONS = ['new', 'updated', 'withdrawn', 'expired'] as const;

export class ClocksRecord implements EscalationClocks {
  @IsArray() @ArrayMaxSize(10) @IsInt({ each: true }) @Min(0, { each: true }) deskRepeatSeconds!: number[];
  @IsInt() @Min(0) supervisorSeconds!: number;
  @IsInt() @Min(0) nationalCentreSeconds!: number;
  @IsInt() @Min(0) senderToldSeconds!: number;
  @IsInt() @Min(0) routineSeconds!: number;
}

/** `<n>.desk.v1`, as the national node writes it. */
export class NotificationRecord implements DeskNotification {
  @IsUUID()
  alertId!: string;

  @IsString()
  @Length(1, 200)
  originAlertId!: string;

  @IsString()
  @Length(2, 2)
  origin!: string;

  @IsInt()
  @Min(1)
  version!: number;

  @IsIn(CATEGORIES)
  category!: DeskNotification['category'];

  @IsIn(URGENCIES)
  urgency!: DeskNotification['urgency'];

  @IsIn(STATUSES)
  status!: DeskNotification['status'];

  @IsIn(REASONS)
  reason!: DeskNotification['reason'];

  @IsMoment()
  at!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => ClocksRecord)
  clocks?: ClocksRecord;
}
