import type { EscalationClocks, EscalationStep, Level, Officer, Outcome } from '@passerelle/exchange-model';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Notification, NotificationState } from './notification.repository.js';

@Entity('notification')
export class NotificationRow implements Notification {
  @PrimaryColumn('uuid')
  notificationId!: string;

  @Column('uuid')
  alertId!: string;

  @Column('text')
  originAlertId!: string;

  @Column('text')
  origin!: string;

  @Column('int')
  version!: number;

  @Column('text')
  category!: string;

  @Column('text')
  urgency!: string;

  @Column('text')
  status!: string;

  @Column('text')
  reason!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('timestamptz')
  receivedAt!: Date;

  @Column('text')
  state!: NotificationState;

  @Column('boolean')
  withdrawn!: boolean;

  @Column('text', { nullable: true })
  acknowledgedBy!: string | null;

  @Column('text', { nullable: true })
  acknowledgedAs!: Officer | null;

  @Column('timestamptz', { nullable: true })
  acknowledgedAt!: Date | null;

  @Column('text', { nullable: true })
  outcome!: Outcome | null;

  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;

  @Column('int', { nullable: true })
  displayedVersion!: number | null;

  @Column('text')
  level!: Level;

  @Column('jsonb')
  clocks!: EscalationClocks;

  @Column('timestamptz', { nullable: true })
  anchor!: Date | null;

  @Column('double precision')
  elapsedSeconds!: number;

  @Column('double precision')
  doneSeconds!: number;

  @Column('text', { nullable: true })
  nextStep!: EscalationStep | null;

  @Column('timestamptz', { nullable: true })
  nextStepAt!: Date | null;

  @Column('boolean')
  nobodyNotified!: boolean;
}
