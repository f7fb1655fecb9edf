import { CATEGORIES, STATUSES, URGENCIES } from '@passerelle/exchange-model';
import type { Notification } from '@passerelle/persistence';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

export class NotificationQuery {
  /** The one notification of this alert. */
  @IsOptional()
  @IsUUID()
  alertId?: string;

  /** `next` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

/** A notification in the list: ids and codes, nothing personal. */
export class NotificationItem {
  @IsUUID()
  notificationId!: string;

  @IsUUID()
  alertId!: string;

  @IsString()
  originAlertId!: string;

  @IsString()
  origin!: string;

  @IsInt()
  version!: number;

  @IsIn(CATEGORIES)
  category!: string;

  @IsIn(URGENCIES)
  urgency!: string;

  @IsIn(STATUSES)
  status!: string;

  @IsIn(['new', 'updated', 'withdrawn', 'repeat', 'escalated'])
  reason!: string;

  @IsIn(['new', 'acknowledged'])
  state!: string;

  @IsISO8601()
  at!: string;

  @IsOptional()
  @IsString()
  acknowledgedBy?: string;

  @IsOptional()
  @IsISO8601()
  acknowledgedAt?: string;
}

export class NotificationList {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => NotificationItem)
  items!: NotificationItem[];

  @IsString()
  @JSONSchema({ type: ['string', 'null'] as unknown as 'string' })
  next!: string | null;
}

export function itemOf(notification: Notification): NotificationItem {
  const { acknowledgedBy, acknowledgedAt, receivedAt: _, at, ...facts } = notification;
  return {
    ...facts,
    at: at.toISOString(),
    ...(acknowledgedBy === null ? {} : { acknowledgedBy }),
    ...(acknowledgedAt === null ? {} : { acknowledgedAt: acknowledgedAt.toISOString() }),
  };
}
