import {
  CATEGORIES,
  ESCALATION_STEPS,
  LEVELS,
  OFFICERS,
  OUTCOMES,
  STATUSES,
  URGENCIES,
} from '@passerelle/exchange-model';
import type { Notification, NotificationState, Queue } from '@passerelle/persistence';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

const STATES: readonly NotificationState[] = ['new', 'acknowledged', 'closed'];

export class NotificationQuery {
  /** The one notification of this alert. */
  @IsOptional()
  @IsUUID()
  alertId?: string;

  @IsOptional()
  @IsIn(STATES)
  state?: NotificationState;

  /** `next` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

/** A notification: ids and codes, nothing personal. */
export class NotificationItem {
  @IsUUID() notificationId!: string;
  @IsUUID() alertId!: string;
  @IsString() originAlertId!: string;
  @IsString() origin!: string;
  @IsInt() version!: number;
  @IsIn(CATEGORIES) category!: string;
  @IsIn(URGENCIES) urgency!: string;
  @IsIn(STATUSES) status!: string;
  /** Why the desk was told last. */
  @IsIn(['new', 'updated', 'withdrawn', 'expired']) reason!: string;
  @IsISO8601() at!: string;
  /** When the desk first heard of the alert. */
  @IsISO8601() receivedAt!: string;
  @IsIn(STATES) state!: string;
  @IsBoolean() withdrawn!: boolean;
  /** How far up it has gone. */
  @IsIn(LEVELS) level!: string;
  /** What happens if nobody takes it, and when. */
  @IsOptional() @IsISO8601() nextStepAt?: string;
  @IsOptional() @IsIn(ESCALATION_STEPS) nextStep?: string;
  /** There was neither a contact nor an open stream at the level that was due. */
  @IsBoolean() nobodyNotified!: boolean;
  @IsOptional() @IsString() acknowledgedBy?: string;
  @IsOptional() @IsIn(OFFICERS) acknowledgedAs?: string;
  @IsOptional() @IsISO8601() acknowledgedAt?: string;
  @IsOptional() @IsIn(OUTCOMES) outcome?: string;
  @IsOptional() @IsISO8601() closedAt?: string;
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

export class UntakenCounts {
  @IsInt() urgent!: number;
  @IsInt() routine!: number;
}

export class QueueCounts {
  @IsObject() @ValidateNested() @Type(() => UntakenCounts) untaken!: UntakenCounts;
  @IsInt() taken!: number;
}

export class QueueDto {
  /** Untaken before taken, urgent before routine, oldest first; at most 200. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => NotificationItem) items!: NotificationItem[];
  /** How many open ones are not among the items. */
  @IsInt() more!: number;
  @IsObject() @ValidateNested() @Type(() => QueueCounts) counts!: QueueCounts;
  /** The last event that the items contain: go on with the stream after it. */
  @IsString() lastEventId!: string;
  @IsISO8601() at!: string;
}

export function itemOf(notification: Notification): NotificationItem {
  const { notificationId, alertId, originAlertId, origin, version, category, urgency, status } = notification;
  const { reason, at, receivedAt, state, withdrawn, level, nextStepAt, nextStep, nobodyNotified } =
    notification;
  const { acknowledgedBy, acknowledgedAs, acknowledgedAt, outcome, closedAt } = notification;
  return {
    notificationId,
    alertId,
    originAlertId,
    origin,
    version,
    category,
    urgency,
    status,
    reason,
    at: at.toISOString(),
    receivedAt: receivedAt.toISOString(),
    state,
    withdrawn,
    level,
    ...(nextStepAt !== null && { nextStepAt: nextStepAt.toISOString() }),
    ...(nextStep !== null && { nextStep }),
    nobodyNotified,
    ...(acknowledgedBy !== null && { acknowledgedBy }),
    ...(acknowledgedAs !== null && { acknowledgedAs }),
    ...(acknowledgedAt !== null && { acknowledgedAt: acknowledgedAt.toISOString() }),
    ...(outcome !== null && { outcome }),
    ...(closedAt !== null && { closedAt: closedAt.toISOString() }),
  };
}

export function queueOf({ items, untaken, taken }: Queue, lastEventId: bigint, at: Date): QueueDto {
  return {
    items: items.map(itemOf),
    more: untaken.urgent + untaken.routine + taken - items.length,
    counts: { untaken, taken },
    lastEventId: lastEventId.toString(),
    at: at.toISOString(),
  };
}
