import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { alertOf } from './support/alerts.js';
import { add, entryReceipt, foundAt, lookUp, number, vehicleEntry } from './support/entries.js';
import { copySeen, eventually, Machine, nationCodes, receiptSeen, receiptsOf } from './support/sandbox.js';

const [here, there] = nationCodes();
const system = new Machine(here, 'system');
const partner = new Machine(there, 'system');

interface Reconciliation {
  startedAt: string;
  result: string;
  direction: string;
  drift: number;
  items: { subject: string; jti: string; version: number; kind: string; repairedAt: string | null }[];
  alike: { range: string; count: number; digest: string; statement: string }[];
}

/** Asked for by an operator, and followed to its end; after one that was running before, once more. */
async function reconciled(machine: Machine, other: string): Promise<Reconciliation & { id: string }> {
  const path = `/v1/links/${other}/reconciliations`;
  const from = Date.now();
  for (;;) {
    const { status, body } = await machine.call<{ id: string }>('api', 'POST', path);
    expect(status).toBe(202);
    const ended = await eventually(async () => {
      const answer = await machine.call<Reconciliation>('api', 'GET', `${path}/${body.id}`);
      return answer.body.result !== 'running' && { ...answer.body, id: body.id };
    }, 'the end of the reconciliation');
    if (Date.parse(ended.startedAt) >= from) return ended;
  }
}

/** What no service may do: the partner's copy is gone with everything that proves it. */
const lose = (originAlertId: string): Promise<void> =>
  asOwner(async (client) => {
    const { rows } = await client.query<{ alert_id: string }>(
      'select alert_id from alert where origin_jti = $1',
      [originAlertId],
    );
    for (const table of ['receipt', 'message', 'alert_version', 'alert'])
      await client.query(`delete from ${table} where alert_id = $1`, [rows[0]!.alert_id]);
  });

/** The same of an entry of a watchlist. */
const loseEntry = (originEntryId: string): Promise<void> =>
  asOwner(async (client) => {
    const entry = '(select entry_id from watchlist_entry where origin_jti = $1)';
    for (const table of [
      'watchlist_receipt_entry',
      'watchlist_lookup',
      'watchlist_message',
      'watchlist_entry',
    ])
      await client.query(`delete from ${table} where entry_id in ${entry}`, [originEntryId]);
  });

async function asOwner(work: (client: Client) => Promise<void>): Promise<void> {
  const address = new URL(partner.entry.postgres);
  address.pathname = '/passerelle';
  const client = new Client({ connectionString: address.href });
  await client.connect();
  try {
    await client.query('set search_path to national_node');
    await work(client);
  } finally {
    await client.end();
  }
}

describe('a reconciliation between two nations', () => {
  it('names a message the partner lost, sends it again, and both sides keep how it ended', async () => {
    const kept = await system.issue(alertOf('STOLEN-VEHICLE'));
    const lost = await system.issue(alertOf('MISSING-PERSON', { action: 'PROTECT', urgency: 'routine' }));
    for (const { body } of [kept, lost]) await receiptSeen(system, body.alertId, 'delivered');
    const before = await copySeen(partner, lost.body.alertId);
    await lose(lost.body.alertId);

    const { id, items } = await reconciled(system, there);
    const ours = items.filter(({ jti }) => [kept.body.alertId, lost.body.alertId].includes(jti));
    expect(ours).toMatchObject([{ jti: lost.body.alertId, version: 1, kind: 'missing' }]);
    expect(ours[0]!.repairedAt).not.toBeNull();

    const after = await copySeen(partner, lost.body.alertId);
    expect(after).toEqual(before);
    const heard = await eventually(async () => {
      const answer = await partner.call<Reconciliation>(
        'api',
        'GET',
        `/v1/links/${here}/reconciliations/${id}`,
      );
      return answer.body.result !== 'running' && answer.body;
    }, 'its end at the partner');
    expect(heard).toMatchObject({ direction: 'in' });
    expect(heard.drift).toBeGreaterThanOrEqual(1);
    await eventually(async () => {
      const history = await new Machine(here, 'auditor').all<Record<string, unknown>>(
        'auditor',
        '/v1/history',
      );
      return (
        history.some(({ kind, reason }) => kind === 'drift' && reason === 'missing') &&
        history.some(({ kind }) => kind === 'reconciled')
      );
    }, 'drift and result in the history');
  });

  it('sends a withdrawal again that was lost', async () => {
    const { body } = await system.issue(alertOf('STOLEN-VEHICLE'));
    await receiptSeen(system, body.alertId, 'delivered');
    await system.withdraw(body.alertId);
    await eventually(
      async () =>
        (await receiptsOf(system, body.alertId)).some(
          ({ kind, by }) => kind === 'erased' && by.nation === there,
        ),
      'the partner’s last receipt',
    );
    await lose(body.alertId);
    const { items } = await reconciled(system, there);
    expect(items.filter(({ jti }) => jti === body.alertId)).toMatchObject([{ version: 2, kind: 'missing' }]);
    await copySeen(partner, body.alertId, ({ state }) => state === 'withdrawn');
  });

  it('names an entry of a watchlist that the partner lost, sends it again, and keeps the partner’s word that it is there', async () => {
    const plate = number('DEMO-');
    const { body } = await add(system, 'vehicles', vehicleEntry(plate));
    const before = await foundAt(partner, { plate });
    await entryReceipt(system, 'vehicles', body.entryId, 'delivered');
    await loseEntry(body.entryId);
    expect(await lookUp(partner, { plate })).toEqual([]);

    const { items, alike } = await reconciled(system, there);
    const ours = items.filter(({ jti }) => jti === body.entryId);
    expect(ours).toMatchObject([{ subject: 'entry', version: 1, kind: 'missing' }]);
    expect(ours[0]!.repairedAt).not.toBeNull();
    const after = await foundAt(partner, { plate });
    expect(after).toEqual(before);

    const entries = alike.find(({ range }) => range === 'entry:');
    expect(entries).toMatchObject({ count: expect.any(Number), digest: expect.any(String) });
    const [, payload = ''] = entries!.statement.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: there,
      ctl: 'reconciliation.answer',
      ranges: expect.arrayContaining([
        { range: 'entry:', verdict: 'same', held: { count: entries!.count, dig: entries!.digest } },
      ]),
    });
  });

  it('finds nothing to say of what both hold', async () => {
    const { body } = await system.issue(alertOf('STOLEN-VEHICLE'));
    await receiptSeen(system, body.alertId, 'delivered');
    const { result, items } = await reconciled(system, there);
    const standing = items.filter(({ repairedAt }) => repairedAt === null);
    expect(result).toBe(standing.length === 0 ? 'complete' : 'partial');
    expect(items.map(({ jti }) => jti)).not.toContain(body.alertId);
  });

  it('is refused for a partner nobody knows, and unknown under another’s name', async () => {
    const path = '/v1/links/ZZ/reconciliations';
    expect(await system.call('api', 'POST', path)).toMatchObject({
      status: 404,
      body: { code: 'PSR_PARTNER_UNKNOWN' },
    });
    const other = await system.call('api', 'GET', `/v1/links/${there}/reconciliations/none`);
    expect(other).toMatchObject({ status: 404, body: { code: 'PSR_RECONCILIATION_UNKNOWN' } });
  });
});
