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

/** Works on the app's schema with its owner's login. */
export async function asOwner<T>(
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
