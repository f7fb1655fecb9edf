import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { alertOf } from './support/alerts.js';
import { clusterOf, recordsOf, registryOf } from './support/cluster.js';
import { launch, type Launched, processesOf } from './support/launch.js';
import { RestorableNation } from './support/restorable.js';
import {
  type Answer,
  copySeen,
  eventually,
  type ForeignAlert,
  Machine,
  nationCodes,
  receiptSeen,
} from './support/sandbox.js';
import { query } from './support/surfaces.js';

jest.setTimeout(900_000);

const shared = process.env['PASSERELLE_E2E_SANDBOX'];
const directory = mkdtempSync(join(tmpdir(), 'psr-restore-'));
/** Above the ranges that the harness picks from. */
const portBase = 29_100 + (process.pid % 40) * 60;

interface Drift {
  jti: string;
  version: number;
  kind: string;
}

/** A nation whose databases go back to a backup while the partner, and both brokers, go on. */
describe('a nation that is restored from a backup', () => {
  let sandbox: Launched;
  let here: string;
  let there: string;
  let ours: Machine;
  let theirs: Machine;
  let nation: RestorableNation;
  let said: string[];
  let undeclared: Answer;
  /** By what became of them before and after the backup. */
  const sent: Record<'kept' | 'changed' | 'withdrawn' | 'forgotten', string> = {
    kept: '',
    changed: '',
    withdrawn: '',
    forgotten: '',
  };
  const received: Record<'before' | 'withdrawn' | 'after' | 'came-and-went', string> = {
    before: '',
    withdrawn: '',
    after: '',
    'came-and-went': '',
  };

  const crossed = async (from: Machine, change: object = {}): Promise<string> => {
    const { body } = await from.issue(alertOf('STOLEN-VEHICLE', { ...change }));
    await receiptSeen(from, body.alertId, 'delivered');
    return body.alertId;
  };
  const copiesOf = async (machine: Machine, originAlertId: string): Promise<ForeignAlert[]> =>
    (await machine.all<ForeignAlert>('api', '/v1/alerts')).filter(
      (each) => each.originAlertId === originAlertId,
    );
  const erasedHere = async (): Promise<number> =>
    (await recordsOf(clusterOf(here), registryOf(here).erasure())).reduce(
      (sum, { value }) => sum + (JSON.parse(String(value)) as { ids: string[] }).ids.length,
      0,
    );
  const reachable = () =>
    eventually(async () => (await ours.call('api', 'GET', '/v1/links')).status === 200, 'the node serves');

  beforeAll(async () => {
    sandbox = launch(directory, ['--port-base', String(portBase)]);
    await sandbox.healthy();
    process.env['PASSERELLE_E2E_SANDBOX'] = join(directory, 'sandbox.json');
    [here, there] = nationCodes();
    [ours, theirs] = [new Machine(here, 'system'), new Machine(there, 'system')];
    nation = new RestorableNation(ours, there);

    for (const name of ['kept', 'changed', 'withdrawn'] as const) sent[name] = await crossed(ours);
    for (const name of ['before', 'withdrawn'] as const) received[name] = await crossed(theirs);
    await nation.backUp();
    await reachable();

    for (const name of ['after', 'came-and-went'] as const) received[name] = await crossed(theirs);
    for (const name of ['withdrawn', 'came-and-went'] as const) await theirs.withdraw(received[name]);
    sent.forgotten = await crossed(ours);
    await ours.update(sent.changed, 1, alertOf('STOLEN-VEHICLE'));
    await copySeen(theirs, sent.changed, ({ version }) => version === 2);
    await ours.withdraw(sent.withdrawn);
    await copySeen(theirs, sent.withdrawn, ({ state }) => state === 'withdrawn');
    await eventually(async () => (await erasedHere()) === 3, 'three erasures on record');
    await nation.goBack();
    undeclared = await eventually(async () => {
      const answer = await ours.call('api', 'POST', '/v1/alerts', { body: alertOf('STOLEN-VEHICLE') });
      return answer.status === 503 && answer.body['code'] !== 'PSR_STARTING' && answer;
    }, 'the restored node answers');
    said = await nation.declareRestored();
    await reachable();
  });
  afterAll(async () => {
    process.env['PASSERELLE_E2E_SANDBOX'] = shared;
    sandbox?.kill('SIGINT');
    await sandbox?.exited;
    await eventually(async () => processesOf(directory).length === 0, 'no process left');
    rmSync(directory, { recursive: true, force: true });
  });

  it('signed and served nothing before its operator said that it was restored', () => {
    expect(undeclared).toMatchObject({ status: 503, body: { code: 'PSR_DATABASE_WENT_BACK' } });
  });

  it('has what came after the backup, once, and the partner has nothing twice', async () => {
    for (const id of [received.before, received.after]) {
      const copy = await copySeen(ours, id);
      expect(copy.state).toBe('active');
      expect(await copiesOf(ours, id)).toHaveLength(1);
    }
    for (const id of Object.values(sent)) expect(await copiesOf(theirs, id)).toHaveLength(1);
  });

  it('says nothing any more of what was erased, its own and the partner’s', async () => {
    const own = await ours.call<{ state: string; person?: object }>(
      'api',
      'GET',
      `/v1/alerts/${sent.withdrawn}`,
    );
    expect(own.body.state).toBe('withdrawn');
    for (const id of [received.withdrawn, received['came-and-went']]) {
      const copy = await copySeen(ours, id, ({ state }) => state === 'withdrawn');
      expect(copy).not.toHaveProperty('vehicle');
    }
    const ids = [received.withdrawn, received['came-and-went'], sent.withdrawn];
    const keys = await query(
      ours.entry,
      'vault',
      `select 1 from vault.data_key where alert_id = any($1::uuid[])`,
      [await ownIdsOf(ids)],
    );
    expect(keys).toEqual([]);
  });

  /** Our own ids of alerts, by the ids that crossed. */
  const ownIdsOf = async (ids: readonly string[]): Promise<string[]> => {
    const rows = await query<{ id: string }>(
      ours.entry,
      'passerelle',
      `select alert_id as id from national_node.alert where origin_jti = any($1) or alert_id::text = any($1)`,
      [ids],
    );
    expect(rows).toHaveLength(ids.length);
    return rows.map(({ id }) => id);
  };

  it('is told by the partner, unasked by anybody, which of its own versions it has lost', async () => {
    const items = await eventually(async () => {
      const { body } = await ours.call<{ items: { partner: string; reconciliation?: { id: string } }[] }>(
        'api',
        'GET',
        '/v1/links',
      );
      const id = body.items.find(({ partner }) => partner === there)?.reconciliation?.id;
      if (id === undefined) return null;
      const answer = await ours.call<{ result: string; items: Drift[] }>(
        'api',
        'GET',
        `/v1/links/${there}/reconciliations/${id}`,
      );
      return answer.body.items.length > 1 && answer.body.items;
    }, 'what differs');
    expect(items.map(({ jti, version, kind }) => ({ jti, version, kind }))).toEqual(
      expect.arrayContaining([
        { jti: sent.forgotten, version: 1, kind: 'unknown' },
        { jti: sent.changed, version: 2, kind: 'unknown' },
      ]),
    );
    expect(items.map(({ jti }) => jti)).not.toContain(sent.kept);
  });

  it('signs no version twice: what it says next is what the partner holds', async () => {
    const { body } = await ours.update(sent.changed, 1, alertOf('STOLEN-VEHICLE'));
    expect(body).toMatchObject({ version: 2 });
    const copy = await copySeen(theirs, sent.changed, ({ version }) => version > 2);
    expect(copy.version).toBeGreaterThan(1000);
    expect(await crossed(ours)).not.toBe('');
    expect(await crossed(theirs)).not.toBe('');
  });

  it('did so on the word of an operator, which is evidence; said again it changes nothing', async () => {
    expect(said[0]).toContain('start national-node again');
    const auditor = new Machine(here, 'auditor');
    await eventually(async () => {
      const history = await auditor.all<{ kind: string; reason?: string }>('auditor', '/v1/history');
      return history.some(({ kind, reason }) => kind === 'database-restored' && reason === 'national-node');
    }, 'the operator’s act in the history');
    await expect(nation.restored('national-node')).rejects.toThrow('stop it first');
  });
});
