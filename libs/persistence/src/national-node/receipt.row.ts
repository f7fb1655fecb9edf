import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { StoredReceipt } from './receipt.repository.js';

@Entity('receipt')
export class ReceiptRow implements StoredReceipt {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' })
  id!: string;

  @Column('text')
  receiptJti!: string;

  @Column('uuid')
  alertId!: string;

  @Column('text')
  jti!: string;

  @Column('int')
  ver!: number;

  @Column('text')
  kind!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  byNation!: string;

  @Column('text')
  byRole!: string;

  @Column('text', { nullable: true })
  post!: string | null;

  @Column('text', { nullable: true })
  clause!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text')
  token!: string;

  @Column('text')
  digest!: string;

  @Column('text')
  direction!: 'in' | 'out';
}
