import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { bigintColumn } from '../columns.js';

@Entity('outbox')
export class OutboxEntryRow {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' })
  id!: string;

  /** Topic that the row is for. */
  @Column('text')
  destination!: string;

  @Column('int')
  partition!: number;

  @Column('text')
  key!: string;

  /** What the record will hold; sealed to its next reader where it is a token. */
  @Column('bytea')
  value!: Buffer;

  @Column('jsonb')
  headers!: Record<string, string>;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  /** Given by the sequencer, in commit order; null until then. */
  @Column('bigint', { nullable: true, transformer: bigintColumn })
  seq!: bigint | null;
}

/** How far a destination's outbox was pruned: tells a pruned row from a lost one. */
@Entity('outbox_pruned')
export class OutboxPrunedRow {
  @PrimaryColumn('text')
  destination!: string;

  @Column('bigint', { transformer: bigintColumn })
  upTo!: bigint;
}

/** One row: which life of the database this is. A restore begins another. */
@Entity('database_epoch')
export class DatabaseEpochRow {
  @PrimaryColumn('boolean')
  single!: boolean;

  @Column('uuid')
  epoch!: string;
}
