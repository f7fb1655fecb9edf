import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Alert, AlertState, AlertVersion } from './alert.repository.js';

@Entity('alert')
export class AlertRow implements Alert {
  @PrimaryColumn('uuid')
  alertId!: string;

  @Column('text')
  origin!: string;

  @Column('text', { nullable: true })
  originJti!: string | null;

  @Column('text')
  state!: AlertState;

  @Column('int')
  version!: number;

  @Column('text')
  category!: string;

  @Column('text')
  urgency!: string;

  @Column('text')
  handling!: string;

  @Column('text')
  status!: string;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz')
  storedAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;

  @Column('text', { nullable: true })
  withdrawalReason!: string | null;

  @Column('timestamptz', { nullable: true })
  erasedAt!: Date | null;

  @Column('text', { nullable: true })
  agreementId!: string | null;

  @Column('text', { nullable: true })
  agreementHash!: string | null;

  @Column('boolean')
  discreet!: boolean;
}

@Entity('alert_version')
export class AlertVersionRow implements AlertVersion {
  @PrimaryColumn('uuid')
  alertId!: string;

  @PrimaryColumn('int')
  version!: number;

  @Column('timestamptz')
  at!: Date;

  @Column('bytea', { nullable: true })
  document!: Buffer | null;
}
