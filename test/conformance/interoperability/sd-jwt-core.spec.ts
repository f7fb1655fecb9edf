import { createHash, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  ALERT_TOKEN,
  BLOCK_TOKEN,
  digest,
  issueBlock,
  presentBlock,
  verifyBlock,
  verifyToken,
} from '@passerelle/credential';
import { SDJwtInstance } from '@sd-jwt/core';
import {
  GROUPS,
  NONCE,
  NOW,
  originJwk,
  originPair,
  presentation,
  releaseJwk,
  releasePair,
  SECONDS,
} from './sample.js';

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

  const blockClaims = { iss: 'MR', jti: 'b-1', iat: SECONDS, lst: 'vehicles', agr: 'mr-ml' };
  const readBlock = (token: string) =>
    verifyBlock(token, {
      keyOf: () => ({ kid: originJwk.kid, key: originPair.publicKey }),
      now: NOW,
      clockToleranceSeconds: 300,
    });

  it('verifies a block, and reads exactly the entries and groups that we released', async () => {
    const { token } = issueBlock({
      claims: { ...blockClaims, cnf: { kid: releaseJwk.kid, jwk: releaseJwk } },
      entries: ['e-1', 'e-2'].map((jti) => ({
        claims: { jti, ver: 1 },
        groups: { vehicle: { plate: jti }, source: { note: 'never released' } },
      })),
      padGroupsTo: 6,
      padEntriesTo: 16,
      key: { kid: originJwk.kid, key: originPair.privateKey },
      random: randomBytes,
    });
    const verified = readBlock(token);
    const released = presentBlock(verified, new Map([[verified.entries[1]!, ['vehicle']]]), {
      key: { kid: releaseJwk.kid, key: releasePair.privateKey },
      claims: { aud: 'ML', iat: SECONDS, nonce: NONCE, agh: digest('a'), apr: false, dec: digest('d') },
    });
    const { payload } = await oracle.verify(released, { keyBindingNonce: NONCE });
    expect(payload).toMatchObject({ lst: 'vehicles' });
    expect((payload as { ent?: unknown }).ent).toEqual([{ jti: 'e-2', ver: 1, vehicle: { plate: 'e-2' } }]);
  });

  it('issues blocks that we verify', async () => {
    const issued = await oracle.issue(
      { ...blockClaims, ent: [{ jti: 'e-1', ver: 1, vehicle: { plate: 'DEMO-1' } }] },
      { ent: { _sd: [0], 0: { _sd: ['vehicle'] } } } as never,
      { header: { typ: BLOCK_TOKEN, kid: originJwk.kid } },
    );
    // It writes what is inside before what holds it; ours is read outside in.
    const [jwt, ...disclosures] = issued.split('~').filter((part) => part !== '');
    const [entry] = readBlock(`${[jwt, ...disclosures.toReversed()].join('~')}~`).entries;
    expect(entry?.claims).toEqual({ jti: 'e-1', ver: 1 });
    expect(entry?.groups.get('vehicle')).toEqual({ plate: 'DEMO-1' });
  });
});
