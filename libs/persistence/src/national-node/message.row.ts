import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Message, MessageAnswer } from './message.repository.js';

@Entity('message')
export class MessageRow implements Message {
  @PrimaryColumn('text')
  iss!: string;

  @PrimaryColumn('text')
  jti!: string;

  @PrimaryColumn('int')
  ver!: number;

  @Column('text')
  digest!: string;

  @Column('text')
  direction!: 'in' | 'out';

  @Column('uuid')
  alertId!: string;

  @Column('text')
  act!: string;

  @Column('text')
  tokenJwt!: string;

  @Column('text', { nullable: true })
  releaseJwt!: string | null;

  @Column('bytea', { nullable: true })
  disclosures!: Buffer | null;

  @Column('text', { nullable: true })
  agreementHash!: string | null;

  @Column('timestamptz')
  at!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('text', { nullable: true })
  outcome!: 'released' | 'withheld' | null;

  @Column('text', { nullable: true })
  clause!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz', { nullable: true })
  releasedAt!: Date | null;

  @Column('text', { nullable: true })
  answer!: MessageAnswer | null;
}
