import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('data_key')
export class DataKeyRow {
  @PrimaryColumn('uuid')
  alertId!: string;

  @Column('bytea')
  key!: Buffer;
}
