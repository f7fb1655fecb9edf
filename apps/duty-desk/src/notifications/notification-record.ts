import { CATEGORIES, type DeskNotification, STATUSES, URGENCIES } from '@passerelle/exchange-model';
import { IsIn, IsISO8601, IsInt, IsString, IsUUID, Length, Min } from 'class-validator';

const REASONS = ['new', 'updated', 'withdrawn'] as const;

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

  @IsISO8601({ strict: true })
  at!: string;
}
