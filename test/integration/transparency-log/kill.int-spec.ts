import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DiskFiles,
  type Finding,
  Frontier,
  fsck,
  heldKey,
  leafHash,
  noteSigner,
  signedBy,
  TlogDirectory,
} from '@passerelle/evidence';
import { leafAt } from './told.js';

const LOADER = new URL('../link/process/typescript-loader.mjs', import.meta.url).href;
const MAIN = fileURLToPath(new URL('process/append-for-ever.ts', import.meta.url));
const ORIGIN = 'xa.example/national';
const KILLS = 12;

const { privateKey } = generateKeyPairSync('ed25519');
const signer = noteSigner(ORIGIN, heldKey(privateKey));

describe('a log on this disk', () => {
  let folder: string;
  let files: DiskFiles;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passerelle-tlog-'));
    files = new DiskFiles(folder);
    await TlogDirectory.create(files, signer);
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function findings(): Promise<Finding[]> {
    const found: Finding[] = [];
    for await (const finding of fsck(files, signedBy(signer.key))) found.push(finding);
    return found;
  }

  /** Killed with -9 some steps after it has signed once; the last size it said. */
  async function appendAndKill(turn: number): Promise<number> {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
    const flags = ['--disable-warning=ExperimentalWarning', '--import', LOADER, MAIN];
    const args = [folder, Buffer.from(pem).toString('base64'), ORIGIN];
    const child = spawn(process.execPath, [...flags, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    let said = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (said === 0) setTimeout(() => child.kill('SIGKILL'), (turn * 17) % 41);
      said = Number(line);
    });
    const [, signal] = (await exited) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    return said;
  }

  it(`is whole after each of ${KILLS} kills, holds what was signed, and goes on as if nothing had been`, async () => {
    for (let turn = 0; turn < KILLS; turn += 1) {
      const said = await appendAndKill(turn);
      expect([turn, await findings()]).toEqual([turn, []]);
      expect((await TlogDirectory.open(files, signer)).head.size).toBeGreaterThanOrEqual(said);
    }
    const { head } = await TlogDirectory.open(files, signer);
    const tree = new Frontier();
    while (tree.size < head.size) tree.append(leafHash(leafAt(tree.size)));
    expect(tree.root).toEqual(head.root);
  });
});
