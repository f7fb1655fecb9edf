import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('idempotency')
export class IdempotencyRow {
  @PrimaryColumn('text')
  subject!: string;

  @PrimaryColumn('text')
  keyMac!: string;

  @Column('text')
  bodyMac!: string;

  @Column('int', { nullable: true })
  status!: number | null;

  @Column('jsonb', { nullable: true })
  body!: object | null;

  @Column('text', { nullable: true })
  etag!: string | null;

  @Column('timestamptz')
  at!: Date;
}
