import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  ALERT_TOKEN,
  digest,
  issueToken,
  presentToken,
  publicJwk,
  verifyToken,
} from '@passerelle/credential';

/** An honest alert, issued and presented by us, for others to verify. */
export const NOW = new Date();
export const SECONDS = Math.floor(NOW.getTime() / 1000);
export const originPair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const releasePair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const originJwk = publicJwk(originPair.publicKey);
export const releaseJwk = publicJwk(releasePair.publicKey);

export const GROUPS = {
  instruction: { action: 'ARREST', warnings: ['ARMED'] },
  identity: { names: [{ type: 'primary', script: 'Arab', full: 'محمد ولد تجربة' }] },
  source: { type: 'resident', note: 'never released' },
};

export const { token } = issueToken({
  typ: ALERT_TOKEN,
  claims: {
    iss: 'MR',
    jti: 'a-1',
    ver: 1,
    iat: SECONDS,
    exp: SECONDS + 3600,
    agr: 'mr-ml',
    // RFC 9901 tools read the holder's key from `cnf.jwk`; ours only ever compare the kid.
    cnf: { kid: releaseJwk.kid, jwk: releaseJwk },
  },
  groups: GROUPS,
  padTo: 20,
  key: { kid: originJwk.kid, key: originPair.privateKey },
  random: randomBytes,
});

export const NONCE = 'mr-ml/MR>ML/mr.released.ml.alert.urgent.v1/0/1';

export const presentation = presentToken(
  verifyToken(token, {
    typ: ALERT_TOKEN,
    keyOf: () => ({ kid: originJwk.kid, key: originPair.publicKey }),
    complete: true,
    now: NOW,
    clockToleranceSeconds: 300,
  }),
  ['instruction', 'identity'],
  {
    key: { kid: releaseJwk.kid, key: releasePair.privateKey },
    claims: {
      aud: 'ML',
      iat: SECONDS,
      nonce: NONCE,
      agh: digest('agreement'),
      apr: false,
      dec: digest('decision'),
    },
  },
);
