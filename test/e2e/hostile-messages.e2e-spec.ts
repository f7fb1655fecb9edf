import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { SigningKey } from '@passerelle/credential';
import { type Message, put, quarantined } from './support/cluster.js';
import type { Forgery } from './support/compromised-nation.js';
import { HostileBorder, strangersKey } from './support/hostile-border.js';
import { nationCodes } from './support/sandbox.js';

/** Records that no bridge made, and tokens under keys that the agreement does not name. */
const [here, there] = nationCodes();
let border: HostileBorder;
beforeAll(async () => {
  border = await HostileBorder.between(here, there);
});
afterAll(() => border.expectNoTrace());

const hostile = (forgery: Forgery = {}): Message => border.message(forgery);

describe('a record that no bridge made', () => {
  const raw = (change: (honest: Message) => Partial<Message>): Message => {
    const honest = hostile();
    return { ...honest, ...change(honest) };
  };

  it.each([
    ['empty', () => raw(() => ({ value: Buffer.alloc(0) })), 'empty'],
    ['a tombstone', () => raw(() => ({ value: null })), 'empty'],
    [
      'no JWE',
      () => raw(() => ({ value: Buffer.from('{"category":"ARMS"}') })),
      'PSR_BASE64URL_NOT_CANONICAL',
    ],
    ['bytes', () => raw(() => ({ value: Buffer.from([0, 255, 1, 254]) })), 'PSR_BASE64URL_NOT_CANONICAL'],
    ['huge', () => raw(() => ({ value: Buffer.alloc(900_000, 'A') })), 'PSR_TOKEN_TOO_LARGE'],
    ['a changed byte', () => raw(({ value }) => ({ value: flipped(value!) })), 'PSR_SEAL_INVALID'],
    [
      'without its tag',
      () => raw(({ value }) => ({ value: value!.subarray(0, value!.lastIndexOf('.')) })),
      'PSR_SEAL_MALFORMED',
    ],
    ['another type', () => hostile({ headers: { ce_type: 'alert.updated' } }), 'header-mismatch'],
    ['another source', () => hostile({ headers: { ce_source: there } }), 'header-mismatch'],
    ['another key', () => hostile({ key: 'another-thread' }), 'header-mismatch'],
    ['no key', () => raw(() => ({ key: null })), 'header-mismatch'],
    ['a key with NUL', () => hostile({ key: 'thread\0' }), 'header-mismatch'],
    ['a header with NUL', () => hostile({ headers: { ce_source: `${here}\0` } }), 'header-mismatch'],
    ['a header named NUL', () => raw(() => ({ value: null, headers: { '\0': '\0' } })), 'empty'],
    ['its own reason', () => raw(() => ({ value: null, headers: { 'quarantine-reason': 'none' } })), 'empty'],
  ])('is quarantined when it is %s', async (_, message, reason) => {
    await border.expectRefused(message(), reason);
  });

  it('never stops the quarantine, even when as large as a record may be', async () => {
    const largest = raw(() => ({ value: Buffer.alloc(1_040_000, 'A') }));
    const offsets: bigint[] = [];
    for (let n = 0; n < 3; n += 1) offsets.push(await put(border.cluster, largest));
    for (const offset of offsets) await quarantined(border.cluster, there, { topic: largest.topic, offset });
    await border.expectRefused(
      raw(() => ({ value: null })),
      'empty',
    );
  });
});

describe('a token under keys that are not the agreed ones', () => {
  it.each([
    ['its own origin key', () => hostile({ originKey: strangersKey() }), 'PSR_KEY_UNKNOWN'],
    ['its own release key', () => hostileWithReleaseKey(strangersKey()), 'PSR_KEY_UNKNOWN'],
    [
      'another release key than the origin named',
      () => hostile({ claims: { cnf: { kid: strangersKey().kid } } }),
      'PSR_RELEASE_KEY',
    ],
    [
      'the receipt key for an alert',
      () => hostile({ originKey: border.attacker.keys.receipt }),
      'PSR_KEY_UNKNOWN',
    ],
    [
      'the origin key for a release',
      () => hostileWithReleaseKey(border.attacker.keys.origin),
      'PSR_KEY_UNKNOWN',
    ],
    ['a receipt in an alert lane', () => hostile({ typ: 'passerelle-receipt+sd-jwt' }), 'PSR_HEADER_TYPE'],
  ])('is quarantined: %s', async (_, message, reason) => {
    await border.expectRefused(message(), reason);
  });

  const hostileWithReleaseKey = (key: SigningKey): Message =>
    hostile({ releaseKey: key, claims: { cnf: { kid: key.kid } } });
});

function flipped(value: Buffer): Buffer {
  const text = value.toString('latin1');
  const at = text.lastIndexOf('.') - 20;
  return Buffer.from(text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1), 'latin1');
}
