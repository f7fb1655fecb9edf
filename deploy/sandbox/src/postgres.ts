import {
  type AppUrls,
  DATABASE_APPS,
  type DatabaseApp,
  provisionDatabases,
  runMigrations,
} from '@passerelle/persistence';
import { type Guardian, PostgresServer } from '@passerelle/testing';
import type { NationLayout } from './layout.js';
import { Passwords } from './secrets.js';
import type { Unit } from './supervisor.js';

export interface Database {
  unit: Unit;
  /** Of the super user. */
  url: string;
  /** Logins, databases and schemas as libs/persistence lists them; nothing happens where they are there. */
  provision: () => Promise<Record<DatabaseApp, AppUrls>>;
}

export async function database(layout: NationLayout, guardian: Guardian): Promise<Database> {
  const passwords = await Passwords.open(layout.path('postgres-passwords.json'));
  const password = passwords.of('postgres');
  await passwords.save();
  const log = layout.log('postgres');
  const server = await PostgresServer.prepare({
    directory: layout.path('postgres'),
    port: layout.ports.postgres,
    password,
    logFile: log,
    guardian,
  });
  return {
    unit: {
      name: 'postgres',
      nation: layout.nation.code,
      role: 'server',
      layer: 'server',
      log,
      spawn: () => server.spawn(),
      untilReady: () => server.untilReady(),
      stopSignal: 'SIGINT',
    },
    url: server.url,
    provision: () => provision(server.url, passwords),
  };
}

async function provision(adminUrl: string, passwords: Passwords): Promise<Record<DatabaseApp, AppUrls>> {
  const urls = await provisionDatabases({ adminUrl, passwordOf: (login) => passwords.of(login) });
  await passwords.save();
  for (const app of DATABASE_APPS) await runMigrations(app, urls[app].ownerUrl);
  return urls;
}
