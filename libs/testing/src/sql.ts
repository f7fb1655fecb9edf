import { Client } from 'pg';

/** Runs one text of SQL over a connection of its own and gives the rows of a single statement. */
export async function runSql(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5000 });
  // A server that goes away while the connection is open is reported by the query, not by an uncaught event.
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
