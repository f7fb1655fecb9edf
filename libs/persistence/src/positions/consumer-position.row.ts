import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../columns.js';

@Entity('consumer_position')
export class ConsumerPositionRow {
  @PrimaryColumn('text')
  topic!: string;

  @PrimaryColumn('int')
  partition!: number;

  /** Incarnation of the topic, where the consumer knows it. */
  @Column('text', { nullable: true })
  topicId!: string | null;

  @Column('bigint', { transformer: bigintColumn })
  nextOffset!: bigint;
}
