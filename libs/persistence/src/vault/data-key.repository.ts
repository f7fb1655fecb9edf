import type { DataSource } from 'typeorm';
import { DataKeyRow } from './data-key.row.js';

/** AES-256. */
const KEY_BYTES = 32;

/** The data keys, one for each alert and each watchlist entry, in a database of their own: to destroy one is to erase what it encrypted. */
export class DataKeyRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly random: (bytes: number) => Buffer,
  ) {}

  /** The alert's key, made where there is none yet; callers at the same time get the same one. */
  async create(alertId: string): Promise<Buffer> {
    await this.dataSource.manager
      .createQueryBuilder()
      .insert()
      .into(DataKeyRow)
      .values({ alertId, key: this.random(KEY_BYTES) })
      .orIgnore()
      .execute();
    return (await this.dataSource.manager.findOneByOrFail(DataKeyRow, { alertId })).key;
  }

  /** null where it was destroyed or never made. */
  async read(alertId: string): Promise<Buffer | null> {
    return (await this.dataSource.manager.findOneBy(DataKeyRow, { alertId }))?.key ?? null;
  }

  /** The keys of many, made where there are none yet, in two statements. */
  async createAll(ids: readonly string[]): Promise<Map<string, Buffer>> {
    await this.dataSource.query(
      `insert into data_key (alert_id, key) select * from unnest($1::uuid[], $2::bytea[]) on conflict do nothing`,
      [ids, ids.map(() => this.random(KEY_BYTES))],
    );
    return this.readAll(ids);
  }

  /** Of those that have one. */
  async readAll(ids: readonly string[]): Promise<Map<string, Buffer>> {
    const rows = await this.dataSource.query<{ id: string; key: Buffer }[]>(
      `select alert_id as id, key from data_key where alert_id = any($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, key }) => [id, key]));
  }

  async destroyAll(ids: readonly string[]): Promise<void> {
    await this.dataSource.query(`delete from data_key where alert_id = any($1::uuid[])`, [ids]);
  }

  /** Erases for good; false where there was nothing left to erase. */
  async destroy(alertId: string): Promise<boolean> {
    const { affected } = await this.dataSource.manager.delete(DataKeyRow, { alertId });
    return affected === 1;
  }
}
