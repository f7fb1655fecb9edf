/** How many ES256 signatures one process verifies a second, with nothing else to do. Prints the number. */
import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';

const COUNT = 3_000;
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const input = randomBytes(1_500);
const signature = sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' });
const key = { key: publicKey, dsaEncoding: 'ieee-p1363' };
const verified = (count) => {
  for (let index = 0; index < count; index += 1)
    if (!verify('sha256', input, key, signature)) throw new Error('the signature does not verify');
};

verified(300);
const started = performance.now();
verified(COUNT);
console.log((COUNT / (performance.now() - started)) * 1_000);
