import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../columns.js';

/** An evidence record as it came, with what history is searched by beside it. */
@Entity('history_event')
export class HistoryEventRow {
  @PrimaryColumn('bigint', { generated: 'increment', transformer: bigintColumn })
  id!: bigint;

  /** The record's own id; null for what can not be read, and for what tells something else under an id that is taken. */
  @Column('uuid', { nullable: true })
  evidenceId!: string | null;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  kind!: string;

  @Column('text')
  nation!: string;

  @Column('uuid', { nullable: true })
  alertId!: string | null;

  @Column('text', { nullable: true })
  iss!: string | null;

  @Column('text', { nullable: true })
  jti!: string | null;

  @Column('int', { nullable: true })
  version!: number | null;

  @Column('text')
  digest!: string;

  @Column('text', { nullable: true })
  decisionDigest!: string | null;

  @Column('text')
  sourceTopic!: string;

  @Column('int')
  sourcePartition!: number;

  @Column('bigint', { transformer: bigintColumn })
  sourceOffset!: bigint;

  @Column('jsonb')
  body!: object;
}

@Entity('decision_record')
export class DecisionRecordRow {
  /** SHA-256 of the record's JCS bytes, base64url. */
  @PrimaryColumn('text')
  digest!: string;

  @Column('jsonb')
  body!: object;
}
