import { randomUUID } from 'node:crypto';
import { number, vehicleEntry } from '../e2e/support/entries.js';
import { Machine, sandbox } from '../e2e/support/sandbox.js';
import { query } from '../e2e/support/surfaces.js';

/** A file of watchlist entries that one nation loaded. */
export interface Bulk {
  from: string;
  count: number;
  since: Date;
}

/** Loads invented vehicles into a list, as a file of one line each; they cross in blocks. */
export async function loadEntries(from: string, count: number): Promise<Bulk> {
  const since = new Date();
  const lines = Array.from({ length: count }, () => JSON.stringify(vehicleEntry(number('DEMO-'))));
  const { status, body } = await new Machine(from, 'system').call<{ stored: number }>(
    'api',
    'POST',
    '/v1/watchlists/vehicles/imports',
    {
      raw: lines.join('\n'),
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': randomUUID() },
    },
  );
  if (status !== 200 || body.stored !== count)
    throw new Error(`not loaded: ${status} ${JSON.stringify(body)}`);
  return { from, count, since };
}

/** How many of them the partner holds. */
export async function entriesAt(to: string, { from, since }: Bulk): Promise<number> {
  const own = await query<{ jti: string }>(
    sandbox().nations[from]!,
    'passerelle',
    `select s.jti from national_node.watchlist_share s join national_node.watchlist_entry e using (entry_id)
     where e.origin = $1 and e.stored_at >= $2`,
    [from, since],
  );
  const [row] = await query<{ count: number }>(
    sandbox().nations[to]!,
    'passerelle',
    `select count(*)::int from national_node.watchlist_entry
     where origin = $1 and origin_jti = any($2) and state = 'active'`,
    [from, own.map(({ jti }) => jti)],
  );
  return row!.count;
}
