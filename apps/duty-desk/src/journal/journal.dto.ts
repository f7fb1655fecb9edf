import { DESK_EVENT_KINDS, LEVELS, RECEIPT_KINDS } from '@passerelle/exchange-model';
import type { DeskEvent } from '@passerelle/persistence';
import { IsMoment } from '@passerelle/runtime';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { ActionRequest } from '../actions/action-requests.dto.js';

export class EventsQuery {
  /** `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(200) cursor?: string;
}

export class JournalQuery extends EventsQuery {
  /** Happened at or after, RFC 3339; left out, from the beginning. */
  @IsOptional() @IsMoment() since?: string;
}

/** One thing that happened at the desk: ids and codes. */
export class JournalItem {
  /** Its id in the streams. */
  @IsString() seq!: string;
  @IsISO8601() at!: string;
  @IsIn(DESK_EVENT_KINDS) kind!: string;
  @IsOptional() @IsUUID() notificationId?: string;
  @IsOptional() @IsUUID() alertId?: string;
  @IsOptional() @IsInt() version?: number;
  @IsOptional() @IsString() category?: string;
  @IsOptional() @IsString() urgency?: string;
  @IsOptional() @IsString() status?: string;
  /** Subject who acted; nobody where the clock or the partner did. */
  @IsOptional() @IsString() by?: string;
  @IsOptional() @IsString() role?: string;
  @IsOptional() @IsString() post?: string;
  @IsOptional() @IsIn(LEVELS) level?: string;
  /** Coded: of a hand-back, an outcome, a sighting, a step passed over. */
  @IsOptional() @IsString() reason?: string;
  /** Of a receipt about one of our alerts. */
  @IsOptional() @IsIn(RECEIPT_KINDS) receipt?: string;
  @IsOptional() @IsString() nation?: string;
  @IsOptional() @IsString() clause?: string;
  /** Of a sighting: when it was. */
  @IsOptional() @IsISO8601() seenAt?: string;
}

export class JournalList {
  @IsArray() @ValidateNested({ each: true }) @Type(() => JournalItem) items!: JournalItem[];
  @IsString() @JSONSchema({ type: ['string', 'null'] as unknown as 'string' }) next!: string | null;
}

export class MuteRequest extends ActionRequest {
  @IsInt() @Min(1) @Max(10) minutes!: number;
}

export class Muted {
  @IsISO8601() at!: string;
  @IsISO8601() until!: string;
}

export function journalItemOf({ seq, at, seenAt, ...codes }: DeskEvent): JournalItem {
  const told = Object.fromEntries(Object.entries(codes).filter(([, value]) => value !== null));
  return {
    seq: seq.toString(),
    at: at.toISOString(),
    ...(told as unknown as Omit<JournalItem, 'seq' | 'at' | 'seenAt'>),
    ...(seenAt !== null && { seenAt: seenAt.toISOString() }),
  };
}
