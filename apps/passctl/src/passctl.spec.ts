import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parseVerifierKey } from '@passerelle/evidence';
import { loadLogKey } from '@passerelle/keys';
import type { Command } from 'commander';
import { program } from './program.js';
import { fingerprintWords } from './trust/words.js';

const TEMPLATE = fileURLToPath(
  new URL('../../../deploy/agreements/mr-ml-demonstration.json', import.meta.url),
);

let folder: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'passctl-'));
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const at = (...names: string[]): string => join(folder, ...names);
const json = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

function silently(command: Command): Command {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  command.commands.forEach(silently);
  return command;
}

async function passctl(...args: string[]): Promise<void> {
  await silently(await program()).parseAsync(args, { from: 'user' });
}

const keys = (nation: string, ...roles: string[]) =>
  roles.reduce(async (before, role) => {
    await before;
    await passctl('keys', 'generate', '--role', role, '--nation', nation, '--out', at(nation));
  }, Promise.resolve());

const root = (nation: string): string => at(nation, 'authority.jwk.json');
const rootKey = (nation: string): string => at(nation, 'authority.key.pem');

async function ceremony(...signers: string[]): Promise<void> {
  const roots = ['MR', 'ML'].flatMap((nation) => ['--nation', `${nation}=${root(nation)}`]);
  const sign = signers.flatMap((nation) => ['--sign', `${nation}=${rootKey(nation)}`]);
  await passctl('trust', 'ceremony', ...roots, ...sign, '--out', at('ceremony.json'));
}

async function pin(own = root('MR'), partner = root('ML')): Promise<void> {
  const roots = ['--own', own, '--partner', `ML=${partner}`];
  const files = ['--ceremony', at('ceremony.json'), '--out', at('trust.json')];
  await passctl('partner', 'trust', '--nation', 'MR', ...roots, ...files);
}

describe('passctl keys', () => {
  it.each([
    ['origin', 'EC'],
    ['authority', 'EC'],
    ['gate', 'OKP'],
    ['bridge-seal', 'OKP'],
  ])('makes the key of %s, its private part for its owner only', async (role, kty) => {
    await keys('MR', role);
    expect(statSync(at('MR', `${role}.key.pem`)).mode & 0o777).toBe(0o600);
    const jwk = json(at('MR', `${role}.jwk.json`));
    expect(jwk).toMatchObject({ kty, kid: expect.stringMatching(/^[\w-]{43}$/) });
    expect(jwk).not.toHaveProperty('d');
  });

  it('makes the key of a transparency log with the name of the log in its public part', async () => {
    await keys('MR', 'log');
    expect(statSync(at('MR', 'log.key.pem')).mode & 0o777).toBe(0o600);
    const vkey = parseVerifierKey(readFileSync(at('MR', 'log.vkey'), 'utf8').trim());
    expect([vkey.name, vkey.type]).toEqual(['passerelle.mr/national', 'ed25519']);
    expect((await loadLogKey(at('MR', 'log.key.pem'))).publicKey.equals(vkey.publicKey)).toBe(true);
  });

  it('never overwrites a key', async () => {
    await keys('MR', 'origin');
    const before = readFileSync(at('MR', 'origin.key.pem'), 'utf8');
    await expect(keys('MR', 'origin')).rejects.toThrow('EEXIST');
    expect(readFileSync(at('MR', 'origin.key.pem'), 'utf8')).toBe(before);
  });

  it('knows no other role', async () => {
    await expect(keys('MR', 'master')).rejects.toThrow('master');
  });
});

describe('passctl trust', () => {
  beforeEach(async () => {
    await keys('MR', 'authority');
    await keys('ML', 'authority');
  });

  it('prints the words of each root', async () => {
    await passctl('trust', 'words', root('MR'), root('ML'));
    for (const nation of ['MR', 'ML']) {
      const words = fingerprintWords(json(root(nation))['kid'] as string).split('\n');
      expect(printed.map((line) => line.trim())).toEqual(expect.arrayContaining(words));
    }
  });

  it('pins the roots that the signed record confirms, and nothing else that stood in the files', async () => {
    await ceremony('MR', 'ML');
    writeFileSync(root('ML'), JSON.stringify({ ...json(root('ML')), note: 'x' }));
    await pin();
    const trust = json(at('trust.json'));
    expect(trust).toMatchObject({
      nation: 'MR',
      roots: { MR: json(root('MR')) },
      ceremony: json(at('ceremony.json')),
    });
    expect(Object.keys(trust['roots'] as object)).toEqual(['ML', 'MR']);
    expect(JSON.stringify(trust)).not.toContain('note');
  });

  it('makes no record that one nation has not signed', async () => {
    await expect(ceremony('MR')).rejects.toThrow('PSR_AGREEMENT_SIGNATURE_MISSING');
  });

  it('pins no root but the one that was compared', async () => {
    await ceremony('MR', 'ML');
    await passctl('keys', 'generate', '--role', 'authority', '--nation', 'ML', '--out', at('impostor'));
    await expect(pin(root('MR'), at('impostor', 'authority.jwk.json'))).rejects.toThrow(
      'PSR_AGREEMENT_SIGNER',
    );
  });

  it('takes no private key and no other curve for a root', async () => {
    await keys('MR', 'gate');
    await expect(passctl('trust', 'words', at('MR', 'gate.jwk.json'))).rejects.toThrow('PSR_KEY_UNSUITABLE');
    await expect(passctl('trust', 'words', rootKey('MR'))).rejects.toThrow('is not JSON');
  });
});

describe('passctl agreement', () => {
  const document = () => at('agreement.json');
  async function draft(): Promise<void> {
    const keys = ['--keys', `MR=${at('MR')}`, '--keys', `ML=${at('ML')}`];
    const dates = ['--valid-from', '2026-01-01T00:00:00Z', '--valid-until', '2027-01-01T00:00:00.000Z'];
    await passctl('agreement', 'draft', '--template', TEMPLATE, ...keys, ...dates, '--out', document());
  }
  const sign = (nation: string, by = nation) =>
    passctl(
      'agreement',
      'sign',
      '--document',
      document(),
      '--nation',
      nation,
      '--key',
      rootKey(by),
      '--out',
      document(),
    );
  const verify = () => passctl('agreement', 'verify', '--file', document(), '--trust', at('trust.json'));

  beforeEach(async () => {
    for (const nation of ['MR', 'ML'])
      await keys(nation, 'authority', 'origin', 'receipt', 'release', 'gate');
    await ceremony('MR', 'ML');
    await pin();
    await draft();
  });

  it('is verified once both nations signed what was drafted', async () => {
    await sign('MR');
    await expect(verify()).rejects.toThrow('PSR_AGREEMENT_SIGNATURE_MISSING');
    await sign('ML');
    await verify();
    expect(printed.at(-2)).toBe('signed by MR and ML');
  });

  it('is not verified under a signature of another root', async () => {
    await passctl('keys', 'generate', '--role', 'authority', '--nation', 'ML', '--out', at('XX'));
    await sign('MR');
    await sign('ML', 'XX');
    await expect(verify()).rejects.toThrow('PSR_AGREEMENT_SIGNER');
  });

  it('is signed by its parties only, and only where it is an agreement', async () => {
    await expect(sign('SN', 'MR')).rejects.toThrow('PSR_AGREEMENT_SIGNER');
    writeFileSync(document(), JSON.stringify({ ...json(document()), clauses: [] }));
    await expect(sign('MR')).rejects.toThrow('agreement /clauses: length');
  });

  it('is drafted from public keys only', async () => {
    const path = at('MR', 'origin.jwk.json');
    writeFileSync(path, JSON.stringify({ ...json(path), d: 'A'.repeat(43) }));
    await expect(draft()).rejects.toThrow('agreement /keys/0/jwk/d: unknown-member');
  });

  it('leaves what it had when it cannot write', async () => {
    await sign('MR');
    const before = json(document());
    await expect(sign('MR')).rejects.toThrow('already signed');
    expect(json(document())).toEqual(before);
  });
});

describe('passctl with wrong arguments', () => {
  it.each([
    [
      ['keys', 'generate', '--role', 'origin', '--nation', 'Mauritania', '--out', '.'],
      'Expected a nation code',
    ],
    [['partner', 'trust', '--partner', 'ML'], 'Expected NATION=path'],
    [['trust', 'ceremony', '--sign', 'MR=a', '--sign', 'MR=b'], 'MR is given twice'],
    [
      ['quarantine', 'readmit', '--nation', 'MR', '--topic', 't', '--offset', '-1'],
      'Expected a whole number',
    ],
    [['agreement', 'verify'], "required option '--file <file>' not specified"],
  ])('says what is wrong with %j', async (args, message) => {
    await expect(passctl(...args)).rejects.toThrow(message);
  });
});
