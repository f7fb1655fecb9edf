import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { sandbox } from '../../e2e/support/sandbox.js';
import type { OfficerPage } from './officer-page.js';

/** What twelve hours do to an officer's session: the desk no longer has it, and the browser does not know yet. */
export async function endSession({ nation, context }: OfficerPage): Promise<void> {
  const { console: origin, postgres } = sandbox().nations[nation]!;
  const cookies = await context.cookies(origin);
  const cookie = cookies.find(({ name }) => name === `passerelle-${nation.toLowerCase()}`);
  if (cookie === undefined) throw new Error('nobody is signed in');
  const url = new URL(postgres);
  url.pathname = '/passerelle';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    const key = createHash('sha256').update(cookie.value).digest('base64url');
    const { rowCount } = await client.query(
      `update duty_desk.officer_session set ends_at = now() - interval '1 second' where key = $1`,
      [key],
    );
    if (rowCount !== 1) throw new Error('the desk does not know this session');
  } finally {
    await client.end();
  }
}
