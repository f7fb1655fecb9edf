import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, compactDecrypt, CompactEncrypt, compactVerify } from 'jose';
import { importSealKey, publicJwk, seal, thumbprint, unseal } from '@passerelle/credential';
import { originJwk, originPair, presentation } from './sample.js';

const gate = generateKeyPairSync('x25519');
const gateJwk = publicJwk(gate.publicKey);

describe('jose', () => {
  it.each([false, true])('opens what we seal (zipped: %s)', async (zip) => {
    const { plaintext, protectedHeader } = await compactDecrypt(
      seal(presentation, importSealKey(gateJwk), { zip }),
      gate.privateKey,
    );
    expect(Buffer.from(plaintext).toString()).toBe(presentation);
    expect(protectedHeader).toMatchObject({
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      cty: 'sd-jwt',
      kid: gateJwk.kid,
    });
  });

  it.each([{}, { zip: 'DEF' }])('seals what we open (%j)', async (zip) => {
    const sealed = await new CompactEncrypt(Buffer.from(presentation))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', ...zip, cty: 'sd-jwt', kid: gateJwk.kid })
      .encrypt(gate.publicKey);
    expect(unseal(sealed, () => gate.privateKey).toString()).toBe(presentation);
  });

  it('verifies the originator’s signature over what was released', async () => {
    const { protectedHeader } = await compactVerify(presentation.split('~')[0] ?? '', originPair.publicKey);
    expect(protectedHeader.kid).toBe(originJwk.kid);
  });

  it('computes the same thumbprints', async () => {
    for (const jwk of [originJwk, gateJwk])
      expect(await calculateJwkThumbprint(jwk as object)).toBe(thumbprint(jwk));
  });
});
