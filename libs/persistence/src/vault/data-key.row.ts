import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('data_key')
export class DataKeyRow {
  /** Id of the alert, or of the watchlist entry. */
  @PrimaryColumn('uuid')
  alertId!: string;

  @Column('bytea')
  key!: Buffer;
}
