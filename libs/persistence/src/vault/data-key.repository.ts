import type { DataSource } from 'typeorm';
import { DataKeyRow } from './data-key.row.js';

/** AES-256. */
const KEY_BYTES = 32;

/** The per-alert data keys, in a database of their own: to destroy one is to erase what it encrypted. */
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

  /** Erases for good; false where there was nothing left to erase. */
  async destroy(alertId: string): Promise<boolean> {
    const { affected } = await this.dataSource.manager.delete(DataKeyRow, { alertId });
    return affected === 1;
  }
}
