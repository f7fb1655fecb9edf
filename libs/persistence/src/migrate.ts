import { JsonLogger, PasserelleError } from '@passerelle/runtime';
import { DATABASE_APPS, type DatabaseApp } from './databases.js';
import { runMigrations } from './run-migrations.js';

/**
 * `node migrate.js <app>…` brings the schemas of these apps up to date. The owner's login is in
 * `DATABASE_OWNER_URL`, for the vault in `VAULT_DATABASE_OWNER_URL`.
 */
const logger = new JsonLogger({ service: 'migrate' });
try {
  const apps = process.argv.slice(2);
  if (apps.length === 0 || !apps.every(isApp))
    throw unusable(`name one or more of ${DATABASE_APPS.join(', ')}`);
  for (const app of apps)
    logger.info('migrations.done', { app, ran: await runMigrations(app, ownerUrlOf(app)) });
} catch (error) {
  logger.failure('migrations.failed', error);
  process.exitCode = 1;
}

function isApp(name: string): name is DatabaseApp {
  return (DATABASE_APPS as readonly string[]).includes(name);
}

function ownerUrlOf(app: DatabaseApp): string {
  const variable = app === 'vault' ? 'VAULT_DATABASE_OWNER_URL' : 'DATABASE_OWNER_URL';
  const url = process.env[variable];
  if (!url) throw unusable(`${variable} is required`);
  return url;
}

function unusable(problem: string): PasserelleError {
  return new PasserelleError('PSR_MIGRATE_USAGE', problem);
}
