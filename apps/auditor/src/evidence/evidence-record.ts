import { IsMoment } from '@passerelle/runtime';
import { IsInt, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';

const DIGEST = /^[\w-]{43}$/;

/** What history is searched by in a record of `<n>.evidence.v1`; the record is kept whole beside it. */
export class EvidenceDocument {
  @IsString()
  @Length(1, 40)
  kind!: string;

  @IsMoment()
  at!: string;

  @IsString()
  @Length(2, 2)
  nation!: string;

  @Matches(DIGEST)
  digest!: string;

  @IsOptional()
  @IsUUID()
  alertId?: string;

  @IsOptional()
  @IsString()
  @Length(2, 2)
  iss?: string;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  jti?: string;

  @IsOptional()
  @IsInt()
  version?: number;

  @IsOptional()
  @Matches(DIGEST)
  decisionDigest?: string;
}
