import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OfficerSession } from './officer-session.repository.js';

@Entity('officer_session')
export class OfficerSessionRow implements OfficerSession {
  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  sealed!: string;

  @Column('timestamptz')
  startedAt!: Date;

  @Column('timestamptz')
  endsAt!: Date;
}
