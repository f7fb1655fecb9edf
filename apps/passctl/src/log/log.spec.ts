import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { digest } from '@passerelle/credential';
import {
  DiskFiles,
  formatLeaf,
  formatVerifierKey,
  heldKey,
  leafHash,
  leafOf,
  noteSigner,
  signedBy,
  TlogDirectory,
  verifyTlogProof,
} from '@passerelle/evidence';
import { logCommand } from './log.command.js';

const signer = noteSigner('passerelle.xa/national', heldKey(generateKeyPairSync('ed25519').privateKey));
const VKEY = formatVerifierKey(signer.key);
const SIZE = 300;

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const leafAt = (n: number): Buffer =>
  formatLeaf(
    leafOf({
      id: idOf(n),
      kind: 'issued',
      at: '2031-03-12T08:00:00.000Z',
      nation: 'XA',
      actor: 'national-node',
      digest: digest(String(n)),
    }),
  );

let folder: string;
let printed: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'passctl-log-'));
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  const log = await TlogDirectory.create(new DiskFiles(folder), signer);
  await log.append(Array.from({ length: SIZE }, (_, n) => leafAt(n)));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

/** What is printed, and the exit code. */
async function log(...args: string[]): Promise<{ text: string; code: unknown }> {
  const command = logCommand().exitOverride();
  for (const each of command.commands) each.exitOverride().configureOutput({ writeErr: () => undefined });
  const given = args.includes('--key') ? [] : ['--key', VKEY];
  await command.parseAsync([...args, '--directory', folder, ...given], { from: 'user' });
  return { text: printed.join('\n'), code: process.exitCode };
}

function spoil(file: string): void {
  const bytes = readFileSync(join(folder, file));
  bytes[40]! ^= 1;
  writeFileSync(join(folder, file), bytes);
}

describe('passctl log status', () => {
  it('tells name, size and root of the log, with the key or the file it is in', async () => {
    const file = join(folder, '..', `${Date.now()}.vkey`);
    writeFileSync(file, `${VKEY}\n`);
    const plain = await log('status');
    expect([plain.text.split('\n')[0], plain.code]).toEqual([
      'passerelle.xa/national  300 leaves',
      undefined,
    ]);
    printed = [];
    const { text } = await log('status', '--json', '--key', file);
    rmSync(file);
    expect(JSON.parse(text)).toMatchObject({ origin: 'passerelle.xa/national', size: SIZE, cosignatures: 0 });
  });

  it('does not believe another key', async () => {
    const other = noteSigner(signer.key.name, heldKey(generateKeyPairSync('ed25519').privateKey));
    const { text, code } = await log('status', '--key', formatVerifierKey(other.key));
    expect([text, code]).toEqual(['not believed: PSR_NOTE_UNSIGNED', 2]);
  });

  it('fails where there is no log', async () => {
    rmSync(join(folder, 'checkpoint'));
    await expect(log('status')).rejects.toThrow('there is no checkpoint');
    await expect(log('status', '--key', join(folder, 'none.vkey'))).rejects.toThrow('ENOENT');
  });
});

describe('passctl log fsck', () => {
  it('finds nothing in a sound log', async () => {
    expect(await log('fsck')).toEqual({
      text: 'sound: 300 leaves are as they were signed for',
      code: undefined,
    });
  });

  it('names the file and the leaf that was changed', async () => {
    spoil('tile/entries/000');
    const { text, code } = await log('fsck', '--json');
    const told = JSON.parse(text) as { sound: boolean; findings: object[] };
    expect([told.sound, code]).toEqual([false, 2]);
    expect(told.findings).toContainEqual(expect.objectContaining({ path: 'tile/entries/000', leaf: 0 }));
  });

  it('names a file that does not belong there', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'x');
    expect(await log('fsck')).toEqual({ text: 'notes.txt  stranger', code: 2 });
  });
});

describe('passctl log prove', () => {
  it.each([
    ['--index', '257'],
    ['--evidence-id', idOf(257)],
  ])('prints a proof by %s that whoever holds the record and the key verifies', async (by, which) => {
    const { text, code } = await log('prove', by, which);
    const proof = Buffer.from(`${text}\n`);
    expect([verifyTlogProof(proof, leafHash(leafAt(257)), signedBy(signer.key)).index, code]).toEqual([
      257,
      undefined,
    ]);
  });

  it('shows the leaf beside the proof to programs', async () => {
    const told = JSON.parse((await log('prove', '--index', '3', '--json')).text) as Record<string, string>;
    expect(told).toMatchObject({ index: 3, leaf: String(leafAt(3)) });
    const proof = Buffer.from(told['proof']!);
    expect(verifyTlogProof(proof, leafHash(leafAt(3)), signedBy(signer.key)).index).toBe(3);
  });

  it('gives none for a leaf that was changed, nor for one that is not there', async () => {
    await expect(log('prove', '--index', String(SIZE))).rejects.toThrow('PSR_PROOF_OUT_OF_RANGE');
    await expect(log('prove', '--evidence-id', idOf(SIZE))).rejects.toThrow('no leaf has this id');
    await expect(log('prove')).rejects.toThrow('say which leaf');
    spoil('tile/entries/000');
    const { text, code } = await log('prove', '--index', '0');
    expect([text, code]).toEqual(['not believed: PSR_PROOF_INVALID', 2]);
  });

  it('asks which of several tellings is meant', async () => {
    const again = await TlogDirectory.open(new DiskFiles(folder), signer);
    await again.append([leafAt(7)]);
    expect(readdirSync(folder)).toContain('checkpoint');
    await expect(log('prove', '--evidence-id', idOf(7))).rejects.toThrow('--index 7, 300');
  });
});
