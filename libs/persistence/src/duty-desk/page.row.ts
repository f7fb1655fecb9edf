import type { Level } from '@passerelle/exchange-model';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DuePage } from './page.repository.js';

@Entity('page')
export class PageRow implements DuePage {
  @PrimaryColumn('uuid')
  pageId!: string;

  @Column('uuid')
  notificationId!: string;

  @Column('text')
  level!: Level;

  @Column('text')
  channel!: string;

  @Column('text')
  address!: string;

  @Column('text')
  reference!: string;

  @Column('text')
  priority!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('int')
  attempts!: number;

  @Column('timestamptz')
  dueAt!: Date;
}
