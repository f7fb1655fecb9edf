import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Checkpoint,
  consistencyProof,
  DiskFiles,
  formatHash,
  formatVerifierKey,
  Frontier,
  heldKey,
  inclusionProof,
  leafHash,
  LogProver,
  noteSigner,
  openCheckpoint,
  parseHash,
  parseVerifierKey,
  signedBy,
  TileHashes,
  TlogDirectory,
  verifyConsistency,
  verifyInclusion,
} from '@passerelle/evidence';

const scratch = mkdtempSync(join(tmpdir(), 'passerelle-sumdb-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Go's program, built where Go and its module are to be had; else why it is not. */
const go = built();
const withGo = 'program' in go ? it : it.skip;
const absent = 'reason' in go ? ` (skipped: ${go.reason})` : '';

function built(): { program: string } | { reason: string } {
  if (spawnSync('go', ['version']).status !== 0) return { reason: 'go absent' };
  const [source, program] = [join(scratch, 'source'), join(scratch, 'sumdb')];
  cpSync(fileURLToPath(new URL('sumdb', import.meta.url)), source, { recursive: true });
  const { status } = spawnSync('go', ['mod', 'download'], { cwd: source, timeout: 60_000 });
  if (status !== 0) return { reason: 'golang.org/x/mod absent' };
  const { status: failed, stderr } = spawnSync('go', ['build', '-o', program, '.'], {
    cwd: source,
    encoding: 'utf8',
  });
  if (failed !== 0) throw new Error(stderr);
  return { program };
}

function run(command: 'make' | 'verify', input: object = {}) {
  const program = 'program' in go ? go.program : '';
  return spawnSync(program, [command], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
}

/** A history as both programs write it; bytes and hashes in base64. */
interface History {
  vkey: string;
  checkpoint: string;
  inclusion: { index: number; leaf: string; proof: string[] | null }[];
  consistency: { from: number; root: string; proof: string[] | null }[];
  tiles?: Record<string, string>;
}

describe('Go’s x/mod/sumdb', () => {
  const signer = noteSigner('xa.example/national', heldKey(generateKeyPairSync('ed25519').privateKey));
  const directory = join(scratch, 'log');
  const SIZES = [0, 1, 100, 256, 257, 617, 1000, 70_000];
  let ours: History;

  beforeAll(async () => {
    mkdirSync(directory);
    const files = new DiskFiles(directory);
    const log = await TlogDirectory.create(files, signer);
    const heads: Checkpoint[] = [log.head];
    for (const size of SIZES.slice(1)) {
      const leaves = Array.from({ length: size - log.head.size }, (_, at) =>
        Buffer.from(`leaf ${log.head.size + at}`),
      );
      heads.push(await log.append(leaves));
    }
    const prover = new LogProver(files, log.head);
    ours = {
      vkey: formatVerifierKey(signer.key),
      checkpoint: log.checkpoint.toString(),
      inclusion: await Promise.all(
        [0, 1, 255, 256, 417, 65_535, 65_536, 69_999].map(async (index) => ({
          index,
          leaf: (await prover.entry(index)).toString('base64'),
          proof: (await prover.inclusion(index)).map(formatHash),
        })),
      ),
      consistency: await Promise.all(
        // Go knows no proof from the empty tree.
        heads.slice(1).map(async (head) => ({
          from: head.size,
          root: formatHash(head.root),
          proof: (await prover.consistency(head)).map(formatHash),
        })),
      ),
    };
  });

  withGo(`verifies our checkpoint, inclusion, consistency and tiles${absent}`, () => {
    const { stdout, stderr } = run('verify', { ...ours, directory });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ inclusion: 8, consistency: 7 });
  });

  withGo(`refuses them when one leaf, one hash or one letter is another${absent}`, () => {
    const [inclusion, consistency] = [ours.inclusion[4]!, ours.consistency[5]!];
    const other = formatHash(leafHash(Buffer.from('other')));
    for (const changed of [
      { inclusion: [{ ...inclusion, leaf: Buffer.from('other').toString('base64') }] },
      { inclusion: [{ ...inclusion, proof: [other, ...inclusion.proof!.slice(1)] }] },
      { consistency: [{ ...consistency, root: other }] },
      { checkpoint: ours.checkpoint.replace('\n70000\n', '\n70001\n') },
    ])
      expect(run('verify', { ...ours, directory, ...changed }).status).toBe(1);
  });

  withGo(
    `makes checkpoint, inclusion, consistency and tiles that we verify, and the same ones${absent}`,
    async () => {
      const { stdout, stderr } = run('make');
      expect(stderr).toBe('');
      const theirs = JSON.parse(stdout) as Required<History>;
      const policy = signedBy(parseVerifierKey(theirs.vkey));
      const { size, root } = openCheckpoint(Buffer.from(theirs.checkpoint), policy).checkpoint;
      const tiles = { read: async (path: string) => bytes(theirs.tiles[path]) };
      const { hashAt } = new TileHashes(tiles, size);

      const tree = new Frontier();
      for (let index = 0; index < size; index += 1) tree.append(leafHash(Buffer.from(`go record ${index}`)));
      expect(tree.root).toEqual(root);

      for (const { index, leaf, proof } of theirs.inclusion) {
        const [path, hash] = [(proof ?? []).map(parseHash), leafHash(Buffer.from(leaf, 'base64'))];
        expect(verifyInclusion({ leafHash: hash, index, size, root }, path)).toBe(true);
        expect(await inclusionProof(index, size, hashAt)).toEqual(path);
      }
      for (const { from, root: old, proof } of theirs.consistency) {
        const path = (proof ?? []).map(parseHash);
        expect(verifyConsistency({ from, fromRoot: parseHash(old), to: size, toRoot: root }, path)).toBe(
          true,
        );
        expect(await consistencyProof(from, size, hashAt)).toEqual(path);
      }
    },
  );
});

function bytes(base64: string | undefined): Buffer | null {
  return base64 === undefined ? null : Buffer.from(base64, 'base64');
}
