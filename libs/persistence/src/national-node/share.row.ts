import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Share } from './share.repository.js';

@Entity('share')
export class ShareRow implements Share {
  @PrimaryColumn('text')
  jti!: string;

  @Column('uuid')
  alertId!: string;

  @Column('text')
  agreementId!: string;

  @Column('text')
  partner!: string;

  @Column('text')
  threadId!: string;

  @Column('int')
  ver!: number;

  @Column('text', { nullable: true })
  lastDigest!: string | null;

  @Column('text')
  state!: 'open' | 'withdrawn';

  @Column('boolean')
  maybeReleased!: boolean;
}
