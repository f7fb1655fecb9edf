import { createHash, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ALERT_TOKEN, verifyToken } from '@passerelle/credential';
import { SDJwtInstance } from '@sd-jwt/core';
import { GROUPS, NONCE, NOW, originJwk, originPair, presentation, releasePair, SECONDS } from './sample.js';

/** @sd-jwt/core is only an oracle here: it leaks and accepts too much to stand at a border. */
const signer = (key: KeyObject) => (data: string) =>
  sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
const verifier = (key: KeyObject) => (data: string, signature: string) =>
  verify(
    'sha256',
    Buffer.from(data),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );

const oracle = new SDJwtInstance({
  hasher: (data) =>
    createHash('sha256')
      .update(typeof data === 'string' ? data : Buffer.from(data))
      .digest(),
  hashAlg: 'sha-256',
  saltGenerator: () => randomBytes(16).toString('base64url'),
  signAlg: 'ES256',
  signer: signer(originPair.privateKey),
  verifier: verifier(originPair.publicKey),
  kbVerifier: verifier(releasePair.publicKey),
});

describe('@sd-jwt/core', () => {
  it('verifies what we present, and reads exactly the groups that we released', async () => {
    const { payload, kb } = await oracle.verify(presentation, { keyBindingNonce: NONCE });
    expect(payload).toMatchObject({ iss: 'MR', instruction: GROUPS.instruction, identity: GROUPS.identity });
    expect(payload).not.toHaveProperty('source');
    expect(kb?.payload).toMatchObject({ aud: 'ML', nonce: NONCE });
  });

  it('refuses what we presented once a disclosure is missing', async () => {
    const [jwt, , ...rest] = presentation.split('~');
    await expect(oracle.verify([jwt, ...rest].join('~'), { keyBindingNonce: NONCE })).rejects.toThrow();
  });

  it('issues tokens that we verify', async () => {
    const claims = {
      iss: 'MR',
      jti: 'b-1',
      ver: 1,
      iat: SECONDS,
      exp: SECONDS + 60,
      agr: 'mr-ml',
      identity: GROUPS.identity,
    };
    const issued = await oracle.issue(
      claims,
      { _sd: ['identity'] },
      { header: { typ: ALERT_TOKEN, kid: originJwk.kid } },
    );
    const verified = verifyToken(issued, {
      typ: ALERT_TOKEN,
      keyOf: () => ({ kid: originJwk.kid, key: originPair.publicKey }),
      complete: true,
      now: NOW,
      clockToleranceSeconds: 5,
    });
    expect(verified.groups.get('identity')).toEqual(GROUPS.identity);
  });
});
