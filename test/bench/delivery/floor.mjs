/**
 * What enforcing costs at least: the same messages opened, verified, signed and sealed with node:crypto alone. Runs as
 * a process of its own; reads the messages from its standard input, prints microseconds of processor time for each.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { text } from 'node:stream/consumers';

const { messages, keys } = JSON.parse(await text(process.stdin));
const opener = createPrivateKey(keys.opener);
const origin = createPublicKey(createPrivateKey(keys.origin));
const release = createPrivateKey(keys.release);
const gate = createPublicKey(createPrivateKey(keys.gate));
const decode = (part) => Buffer.from(part, 'base64url');

run(messages.slice(0, 300));
const before = process.cpuUsage();
run(messages);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / messages.length);

function run(some) {
  for (const message of some) {
    const token = open(message);
    const [jwt] = token.split('~', 1);
    const end = jwt.lastIndexOf('.');
    const es256 = { key: origin, dsaEncoding: 'ieee-p1363' };
    if (!verify('sha256', Buffer.from(jwt.slice(0, end)), es256, decode(jwt.slice(end + 1))))
      throw new Error('the floor does not verify');
    const releaseInput = Buffer.from(jwt.slice(0, 400));
    const signature = sign('sha256', releaseInput, { key: release, dsaEncoding: 'ieee-p1363' });
    seal(`${token}${releaseInput.toString()}.${signature.toString('base64url')}`);
  }
}

function open(message) {
  const [header, , iv, ciphertext, tag] = message.split('.');
  const { epk } = JSON.parse(decode(header));
  const publicKey = createPublicKey({ key: epk, format: 'jwk' });
  const decipher = createDecipheriv('aes-256-gcm', agreed(opener, publicKey), decode(iv));
  decipher.setAAD(Buffer.from(header)).setAuthTag(decode(tag));
  return Buffer.concat([decipher.update(decode(ciphertext)), decipher.final()]).toString('latin1');
}

function seal(token) {
  const spki = { type: 'spki', format: 'der' };
  const { publicKey, privateKey } = generateKeyPairSync('x25519', { publicKeyEncoding: spki });
  const epk = { kty: 'OKP', crv: 'X25519', x: publicKey.subarray(-32).toString('base64url') };
  const header = Buffer.from(JSON.stringify(epk)).toString('base64url');
  const cipher = createCipheriv('aes-256-gcm', agreed(privateKey, gate), randomBytes(12));
  const sealed = Buffer.concat([cipher.setAAD(Buffer.from(header)).update(token), cipher.final()]);
  return [header, sealed.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.');
}

/** Concat KDF of RFC 7518 §4.6.2, as the messages have it. */
function agreed(privateKey, publicKey) {
  const secret = diffieHellman({ privateKey, publicKey });
  const algorithm = Buffer.from('A256GCM');
  const info = Buffer.alloc(4 + algorithm.length + 12);
  info.writeUInt32BE(algorithm.length, 0);
  algorithm.copy(info, 4);
  info.writeUInt32BE(256, info.length - 4);
  return createHash('sha256')
    .update(Buffer.from([0, 0, 0, 1]))
    .update(secret)
    .update(info)
    .digest();
}
