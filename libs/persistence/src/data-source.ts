import { DataSource, type DataSourceOptions } from 'typeorm';
import { SnakeCaseNaming } from './columns.js';
import { type DatabaseApp, DATABASES } from './databases.js';

/** Connections one service holds at most. */
const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * A transaction whose process stands still holds its rows, and with them the partition that another instance has taken
 * over: the server ends it. Shorter than a group's session (6 s), so that the successor never waits for it.
 */
const ABANDONED_TRANSACTION_MS = 5_000;

/** How a service reaches its schema; `url` carries the login. */
export function dataSourceOptions(app: DatabaseApp, url: string): DataSourceOptions {
  const { schema, rows } = DATABASES[app];
  return {
    type: 'postgres',
    url,
    schema,
    entities: rows,
    namingStrategy: new SnakeCaseNaming(),
    applicationName: app,
    poolSize: POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      options: `-c search_path=${schema} -c idle_in_transaction_session_timeout=${ABANDONED_TRANSACTION_MS}`,
    },
    logging: false,
  };
}

/** A data source that is not connected yet. */
export function createDataSource(app: DatabaseApp, url: string): DataSource {
  return new DataSource(dataSourceOptions(app, url));
}
