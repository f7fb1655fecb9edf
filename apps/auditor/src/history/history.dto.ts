import type { HistoryEntry } from '@passerelle/persistence';
import { IsMoment } from '@passerelle/runtime';
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
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

export class HistoryQuery {
  /** At or after. */
  @IsOptional()
  @IsMoment()
  from?: string;

  /** At or before. */
  @IsOptional()
  @IsMoment()
  to?: string;

  /** Own id of an alert; also finds what only carries an id it has under an agreement. */
  @IsOptional()
  @IsUUID()
  alertId?: string;

  /** `next` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

export class WithheldGroup {
  @IsString()
  group!: string;

  @IsString()
  clause!: string;
}

/** One step of a message's life; ids, digests and names of groups, never a value. */
export class HistoryItem {
  @IsISO8601()
  at!: string;

  @IsString()
  kind!: string;

  @IsString()
  nation!: string;

  @IsOptional()
  @IsUUID()
  alertId?: string;

  @IsOptional()
  @IsInt()
  version?: number;

  @IsString()
  digest!: string;

  @IsOptional()
  @IsIn(['release', 'refer', 'withhold'])
  decision?: string;

  @IsOptional()
  @IsString()
  clause?: string;

  @IsOptional()
  @IsString()
  reason?: string;

  /** What the decision depended on: clear claims, names of the groups present, coded flags. */
  @IsOptional()
  @IsObject()
  @JSONSchema({ additionalProperties: true })
  facts?: object;

  /** Names of the groups released. */
  @IsOptional()
  @IsString({ each: true })
  groups?: string[];

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => WithheldGroup)
  withheld?: WithheldGroup[];
}

export class HistoryPage {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HistoryItem)
  items!: HistoryItem[];

  @IsString()
  @JSONSchema({ type: ['string', 'null'] as unknown as 'string' })
  next!: string | null;
}

/** The parts of a decision record (docs/protocol.md) that history shows. */
interface DecisionBody {
  facts?: object;
  decision?: {
    outcome?: string;
    clause?: string;
    reason?: string;
    groups?: string[];
    withheld?: WithheldGroup[];
  };
}

export function itemOf(entry: HistoryEntry): HistoryItem {
  const { decision: { outcome, ...decided } = {}, facts }: DecisionBody = entry.decision ?? {};
  const { clause = decided.clause, reason = decided.reason } = entry.body as {
    clause?: string;
    reason?: string;
  };
  const { groups, withheld } = decided;
  const optional = {
    alertId: entry.alertId ?? undefined,
    version: entry.version ?? undefined,
    decision: outcome,
    clause,
    reason,
    facts,
    groups,
    withheld,
  };
  return {
    at: entry.at.toISOString(),
    kind: entry.kind,
    nation: entry.nation,
    digest: entry.digest,
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as object),
  };
}
