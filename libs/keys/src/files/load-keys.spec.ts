import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTrust } from '../trust/trust.js';
import { loadGateKey, loadLogKey, loadPublicJwk, loadSigningKey } from './load-keys.js';

describe('key files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passerelle-keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async (name: string, content: string | object): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();
  const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('give private and public part the same kid, the RFC 7638 thumbprint', async () => {
    const { privateKey, publicKey } = p256();
    const signing = await loadSigningKey(await write('origin.key.pem', pem(privateKey)));
    const known = await loadPublicJwk(await write('origin.jwk.json', publicKey.export({ format: 'jwk' })));
    expect(signing.kid).toBe(known.kid);
    expect(known.jwk.kid).toBe(known.kid);
  });

  it('are refused where the key is of another kind than the role needs', async () => {
    const gate = await write('gate.pem', pem(generateKeyPairSync('x25519').privateKey));
    const p384 = await write('p384.pem', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey));
    const origin = await write('origin.pem', pem(p256().privateKey));
    expect((await loadGateKey(gate)).key.asymmetricKeyType).toBe('x25519');
    await expect(loadSigningKey(gate)).rejects.toThrow('is not a P-256 private key');
    await expect(loadSigningKey(p384)).rejects.toThrow('is not a P-256 private key');
    await expect(loadGateKey(origin)).rejects.toThrow('is not an X25519 private key');
    const log = await write('log.pem', pem(generateKeyPairSync('ed25519').privateKey));
    expect((await loadLogKey(log)).publicKey.asymmetricKeyType).toBe('ed25519');
    await expect(loadLogKey(gate)).rejects.toThrow('is not an Ed25519 private key');
    await expect(loadSigningKey(log)).rejects.toThrow('is not a P-256 private key');
  });

  it.each([
    ['a private key', { ...p256().privateKey.export({ format: 'jwk' }) }, 'is not a public JWK'],
    [
      'a kid that is not its thumbprint',
      { ...p256().publicKey.export({ format: 'jwk' }), kid: 'chosen' },
      'has a kid',
    ],
    ['no key', { kty: 'EC' }, 'is not a public JWK'],
    ['no JSON', 'key', 'is not JSON'],
  ])('are refused as public ones with %s', async (_, content, problem) => {
    await expect(loadPublicJwk(await write('public.json', content))).rejects.toThrow(problem);
  });

  it('name the file that is missing', async () => {
    await expect(loadSigningKey(join(folder, 'gone.pem'))).rejects.toThrow('gone.pem can not be read');
  });

  it('make a trust file of one nation with P-256 roots only', async () => {
    const root = p256().publicKey.export({ format: 'jwk' });
    const other = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
    const trust = await write('trust.json', { nation: 'XA', roots: { XA: root, XB: root }, ceremony: {} });
    expect(Object.keys((await loadTrust(trust, 'XA')).roots)).toEqual(['XA', 'XB']);
    await expect(loadTrust(trust, 'XB')).rejects.toThrow('is of another nation');
    await expect(loadTrust(await write('a', { nation: 'XA', roots: { XB: root } }))).rejects.toThrow(
      'lacks the own root',
    );
    await expect(loadTrust(await write('b', { nation: 'XA', roots: { XA: other } }))).rejects.toThrow(
      'not P-256',
    );
    await expect(loadTrust(await write('c', []))).rejects.toThrow('is not a trust file');
  });
});
