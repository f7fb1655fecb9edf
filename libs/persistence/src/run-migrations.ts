import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';
import { type DatabaseApp, DATABASES } from './databases.js';

/**
 * Brings the app's schema up to date, with its owner's login; returns the names of the migrations it ran. Two runs at
 * the same time wait for one another.
 */
export async function runMigrations(app: DatabaseApp, ownerUrl: string): Promise<string[]> {
  return asOwner(app, ownerUrl, async (dataSource) => {
    const runner = dataSource.createQueryRunner();
    const lock = `hashtextextended('passerelle migrations ${app}', 0)`;
    try {
      await runner.query(`select pg_advisory_lock(${lock})`);
      const done = await dataSource.runMigrations({ transaction: 'each' });
      await runner.query(`select pg_advisory_unlock(${lock})`);
      return done.map((migration) => migration.name);
    } finally {
      await runner.release();
    }
  });
}

/** Begins another life of the database: run it after a restore, before the service starts; returns the new epoch. */
export async function renewEpoch(app: DatabaseApp, ownerUrl: string): Promise<string> {
  return asOwner(app, ownerUrl, async (dataSource) => {
    await dataSource.query('update database_epoch set epoch = gen_random_uuid()');
    const [row] = await dataSource.query<{ epoch: string }[]>('select epoch from database_epoch');
    if (row === undefined) throw new Error(`the schema of ${app} has no epoch: its migrations did not run`);
    return row.epoch;
  });
}

async function asOwner<T>(
  app: DatabaseApp,
  ownerUrl: string,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const dataSource = new DataSource({
    ...dataSourceOptions(app, ownerUrl),
    entities: [],
    migrations: DATABASES[app].migrations,
    migrationsTableName: 'schema_migration',
  });
  await dataSource.initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
