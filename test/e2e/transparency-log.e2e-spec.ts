import { readFileSync } from 'node:fs';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type EvidenceLeaf,
  leafHash,
  newTiles,
  openCheckpoint,
  parseEntryBundle,
  parseLeaf,
  parseVerifierKey,
  signedBy,
  tilePath,
  verifyTlogProof,
} from '@passerelle/evidence';
import { alertOf } from './support/alerts.js';
import { entryOf } from './support/cluster.js';
import { passctl } from './support/passctl.js';
import {
  eventually,
  Machine,
  nationCodes,
  type ProcessEntry,
  receiptSeen,
  sandbox,
} from './support/sandbox.js';

/** The transparency logs of both nations, as an auditor sees them from outside. */
const [here, there] = nationCodes();
const NATIONS = [here, there];

const vkeyFileOf = (nation: string): string => join(entryOf(nation).dataDir, 'public-keys', 'log.vkey');
const keyOf = (nation: string) => parseVerifierKey(readFileSync(vkeyFileOf(nation), 'utf8').trim());

async function get(nation: string, path: string, client = 'auditor'): Promise<Response> {
  const machine = new Machine(nation, client);
  const authorization = `Bearer ${await machine.token()}`;
  return await fetch(`${machine.entry.auditor}/log/${path}`, { headers: { authorization } });
}

/**
 * What the auditor of a nation serves, put into a folder file by file. Fails where the log grows meanwhile: a partial tile
 * goes once there is a wider one.
 */
async function copied(nation: string, folder: string): Promise<EvidenceLeaf[]> {
  const note = Buffer.from(await (await get(nation, 'checkpoint')).arrayBuffer());
  const { size } = openCheckpoint(note, signedBy(keyOf(nation))).checkpoint;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'checkpoint'), note);
  const leaves: EvidenceLeaf[] = [];
  for (const tile of newTiles(0, size)) {
    const answer = await get(nation, tilePath(tile));
    if (answer.status !== 200) throw new Error(`${tilePath(tile)}: ${answer.status}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    await mkdir(dirname(join(folder, tilePath(tile))), { recursive: true });
    await writeFile(join(folder, tilePath(tile)), bytes);
    if (tile.level === 'entries') leaves.push(...parseEntryBundle(bytes, tile.width).map(parseLeaf));
  }
  return leaves;
}

const keeperOf = (nation: string): ProcessEntry =>
  sandbox().processes.find((each) => each.nation === nation && each.role === 'keep')!;

describe('the transparency log', () => {
  let scratch: string;
  const folderOf = (nation: string): string => join(scratch, nation);
  const onLog = (nation: string) => ['--directory', folderOf(nation), '--key', vkeyFileOf(nation)];

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'psr-log-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  /** Copies the log until it holds this evidence; the leaves that it holds then. */
  const leafSeen = (nation: string, what: Partial<EvidenceLeaf>): Promise<EvidenceLeaf> =>
    eventually(
      async () => {
        const leaves = await copied(nation, folderOf(nation));
        return leaves.find((leaf) =>
          Object.entries(what).every(([name, value]) => leaf[name as keyof EvidenceLeaf] === value),
        );
      },
      `${JSON.stringify(what)} in the log of ${nation}`,
    );

  async function issued(): Promise<{ alertId: string; jti: string }> {
    const { body } = await new Machine(here, 'system').issue(alertOf('STOLEN-VEHICLE', { status: 'Test' }));
    await receiptSeen(new Machine(here, 'system'), body.alertId, 'delivered');
    const { jti } = await leafSeen(here, { kind: 'issued', alertId: body.alertId });
    return { alertId: body.alertId, jti: jti! };
  }

  it('of each nation has what it did with an alert as leaves, which a proof out of a copy proves', async () => {
    const { jti } = await issued();
    const leaves = {
      [here]: await leafSeen(here, { kind: 'released', jti }),
      [there]: await leafSeen(there, { kind: 'received', jti }),
    };
    for (const nation of NATIONS) {
      expect(await passctl(nation, ['log', 'fsck', ...onLog(nation)])).toMatch(/^sound: \d+ leaves/);
      const leaf = leaves[nation]!;
      const told = await passctl(nation, [
        'log',
        'prove',
        ...onLog(nation),
        '--evidence-id',
        leaf.id,
        '--json',
      ]);
      const { leaf: bytes, proof } = JSON.parse(told) as { leaf: string; proof: string };
      expect(parseLeaf(Buffer.from(bytes))).toEqual(leaf);
      const verified = verifyTlogProof(
        Buffer.from(proof),
        leafHash(Buffer.from(bytes)),
        signedBy(keyOf(nation)),
      );
      expect(verified.checkpoint.origin).toBe(`passerelle.${nation.toLowerCase()}/national`);
    }
  });

  it('goes on where it was when its keeper is killed while alerts cross', async () => {
    const keepers = NATIONS.map(keeperOf);
    const first = await issued();
    for (const { pid } of keepers) process.kill(pid, 'SIGKILL');
    const second = await issued();
    for (const nation of NATIONS) {
      await leafSeen(nation, { kind: nation === here ? 'released' : 'received', jti: second.jti });
      expect(await passctl(nation, ['log', 'fsck', ...onLog(nation)])).toMatch(/^sound: /);
    }
    const leaves = await eventually(() => copied(here, folderOf(here)), 'a copy of one checkpoint');
    for (const { alertId } of [first, second])
      expect(leaves.filter((leaf) => leaf.kind === 'issued' && leaf.alertId === alertId)).toHaveLength(1);
    for (const { nation, pid } of keepers)
      await eventually(async () => keeperOf(nation).pid !== pid, `the keeper of ${nation} again`);
  });

  it.each(['system', 'desk', 'operator'])('is refused to the client %s', async (client) => {
    expect((await get(here, 'checkpoint', client)).status).toBe(403);
    expect((await get(here, 'tile/entries/000', client)).status).toBe(403);
  });

  it('is refused to a stranger, and served to an auditor', async () => {
    const stranger = await fetch(`${entryOf(here).auditor}/log/checkpoint`);
    expect(stranger.status).toBe(401);
    expect((await get(here, 'checkpoint')).headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it('has a keeper without any API but health and metrics, which shows how far it is', async () => {
    const url = keeperOf(here).url!;
    const statusOf = (path: string) => fetch(`${url}${path}`).then(({ status }) => status);
    await eventually(async () => (await statusOf('/health/ready')) === 200, 'the keeper ready');
    expect(await Promise.all(['/openapi.json', '/log/checkpoint'].map(statusOf))).toEqual([404, 404]);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    for (const name of ['size', 'behind', 'checkpoint_time_seconds'])
      expect(metrics).toMatch(new RegExp(`^passerelle_log_${name} \\d`, 'm'));
  });
});
