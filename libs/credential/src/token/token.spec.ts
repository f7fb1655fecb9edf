import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  ALERT_TOKEN,
  issueToken,
  presentToken,
  publicJwk,
  verifyPresentation,
  verifyToken,
} from '../index.js';

const origin = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const release = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const kidO = publicJwk(origin.publicKey).kid;
const kidR = publicJwk(release.publicKey).kid;
describe('smoke', () => {
  it('works', () => {
    const now = new Date('2026-11-23T10:00:00Z');
    const iat = now.getTime() / 1000;
    const { token } = issueToken({
      typ: ALERT_TOKEN,
      claims: { iss: 'MR', agr: 'a', jti: 'x', ver: 1, iat, exp: iat + 100, cnf: { kid: kidR } },
      groups: { instruction: { a: 1 }, source: { note: 'é' } },
      padTo: 20,
      key: { kid: kidO, key: origin.privateKey },
      random: randomBytes,
    });
    const keyOf = () => ({ kid: kidO, key: origin.publicKey });
    const verified = verifyToken(token, {
      typ: ALERT_TOKEN,
      keyOf,
      complete: true,
      now,
      clockToleranceSeconds: 300,
    });
    const presentation = presentToken(verified, ['instruction'], {
      key: { kid: kidR, key: release.privateKey },
      claims: {
        aud: 'ML',
        iat,
        nonce: 'a/MR>ML/mr.released.ml.alert.urgent.v1/0/1',
        agh: 'h',
        apr: false,
        dec: 'd',
      },
    });
    const read = verifyPresentation(presentation, {
      typ: ALERT_TOKEN,
      originKeyOf: keyOf,
      releaseKeyOf: () => ({ kid: kidR, key: release.publicKey }),
      audience: 'ML',
      now,
      clockToleranceSeconds: 300,
    });
    expect([...read.groups.keys()]).toEqual(['instruction']);
    expect(read.digest).toBe(verified.digest);
    expect(read.nonce.sequence).toBe(1n);
  });
});
