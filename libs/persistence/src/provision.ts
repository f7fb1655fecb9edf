import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import {
  type AppDatabase,
  DATABASE_APPS,
  type DatabaseApp,
  type DatabaseName,
  DATABASES,
} from './databases.js';

export interface ProvisionOptions {
  /** A login that may create roles and databases. */
  adminUrl: string;
  /** The password a login gets; called for runtime and owner logins. */
  passwordOf: (login: string) => string;
  /** Other names for the two databases: several test runs on one server. */
  databaseNames?: Record<DatabaseName, string>;
}

/** The URLs of one app's two logins. */
export interface AppUrls {
  url: string;
  ownerUrl: string;
}

/**
 * Makes logins, databases and schemas of one nation; does nothing where they are there. Every app has its own login,
 * which sees its own schema only; the owner of the schema is another login, used by migrations alone.
 */
export async function provisionDatabases(options: ProvisionOptions): Promise<Record<DatabaseApp, AppUrls>> {
  const { adminUrl, passwordOf, databaseNames = { passerelle: 'passerelle', vault: 'vault' } } = options;
  const apps = DATABASE_APPS.map((app) => DATABASES[app]);
  await withClient(adminUrl, async (client) => {
    for (const login of apps.flatMap(({ login, owner }) => [login, owner]))
      await role(client, login, passwordOf(login));
    for (const name of Object.values(databaseNames)) await database(client, name);
  });
  for (const [kind, name] of Object.entries(databaseNames)) {
    const inside = apps.filter((app) => app.database === kind);
    await withClient(withPath(adminUrl, name), (client) => schemas(client, name, inside));
  }
  const urlOf = (login: string, kind: DatabaseName): string =>
    withLogin(withPath(adminUrl, databaseNames[kind]), login, passwordOf(login));
  return Object.fromEntries(
    DATABASE_APPS.map((app) => {
      const { login, owner, database: kind } = DATABASES[app];
      return [app, { url: urlOf(login, kind), ownerUrl: urlOf(owner, kind) }];
    }),
  ) as Record<DatabaseApp, AppUrls>;
}

async function role(client: Client, name: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  const verb = rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${escapeIdentifier(name)} login password ${escapeLiteral(password)}`);
}

async function database(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  if (rowCount === 0) await client.query(`create database ${escapeIdentifier(name)}`);
}

async function schemas(client: Client, name: string, apps: AppDatabase[]): Promise<void> {
  await client.query(`revoke all on database ${escapeIdentifier(name)} from public`);
  await client.query('revoke all on schema public from public');
  for (const { schema, login, owner } of apps) {
    await client.query(`grant connect on database ${escapeIdentifier(name)} to ${login}, ${owner}`);
    await client.query(`create schema if not exists ${schema} authorization ${owner}`);
  }
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withPath(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}

function withLogin(url: string, username: string, password: string): string {
  return Object.assign(new URL(url), { username, password }).href;
}
