import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { digest } from '@passerelle/credential';
import type { Message } from './support/cluster.js';
import type { Forgery } from './support/compromised-nation.js';
import { HostileBorder } from './support/hostile-border.js';
import { nationCodes } from './support/sandbox.js';

/** Authentic in every signature: the sender holds all keys of its nation, and only the receiver's own checks are left. */
const [here, there] = nationCodes();
let border: HostileBorder;
beforeAll(async () => {
  border = await HostileBorder.between(here, there);
});
afterAll(() => border.expectNoTrace());

const hostile = (forgery: Forgery = {}): Message => border.message(forgery);

describe('an authentic message that the agreement does not allow', () => {
  const stream = (lane: string) =>
    `${here}>${there}/${here.toLowerCase()}.released.${there.toLowerCase()}.${lane}.v1`;

  it.each([
    ['for another audience', () => hostile({ release: { aud: here } }), 'PSR_RELEASE_AUDIENCE'],
    [
      'for another stream',
      () => hostile({ release: { nonce: `${border.attacker.agreement.id}/${stream('alert.routine')}/0/1` } }),
      'wrong-stream',
    ],
    [
      'for another partition',
      () => hostile({ release: { nonce: `${border.attacker.agreement.id}/${stream('alert.urgent')}/7/1` } }),
      'wrong-stream',
    ],
    [
      'under an unknown agreement',
      () => hostile({ release: { agh: digest('another agreement') } }),
      'unknown-agreement',
    ],
    [
      'released before it was issued',
      () => hostile({ release: { iat: seconds() - 86_400 } }),
      'PSR_RELEASE_TIME',
    ],
    ['released tomorrow', () => hostile({ release: { iat: seconds() + 86_400 } }), 'PSR_RELEASE_TIME'],
    ['expired', () => hostile({ claims: { iat: seconds() - 7200, exp: seconds() - 3600 } }), 'PSR_EXPIRED'],
    ['issued tomorrow', () => hostile({ claims: { iat: seconds() + 86_400 } }), 'PSR_NOT_YET_VALID'],
    ['with the narrative', () => hostile({ disclosed: ['instruction', 'narrative'] }), 'group-not-released'],
    ['with the source', () => hostile({ disclosed: ['instruction', 'source'] }), 'group-not-released'],
    [
      'with an unknown group',
      () => hostile({ groups: { biometrics: {} }, disclosed: ['instruction', 'biometrics'] }),
      'unknown-group',
    ],
    [
      'with the flags',
      () => hostile({ groups: { flags: { minor: false } }, disclosed: ['instruction', 'flags'] }),
      'unknown-group',
    ],
    [
      'without the instruction',
      () => hostile({ disclosed: ['vehicle'] }),
      'not-released-instruction-not-released',
    ],
    [
      'of a category of the other direction',
      () => hostile({ document: { category: 'MODUS-OPERANDI' } }),
      'not-released-wrong-direction',
    ],
    ['above the handling ceiling', () => hostile({ document: { handling: 'H3' } }), 'not-released-never'],
    [
      'without the approval it needs',
      () => hostile({ document: { category: 'TERRORISM' } }),
      'not-released-needs-approval',
    ],
    [
      'on a prohibited ground',
      () => hostile({ document: { legalGround: 'POLITICAL' } }),
      'ground-prohibited',
    ],
    [
      'with an action that the category does not admit',
      () => hostile({ document: { category: 'PERSONS-IN-DISTRESS', action: 'ARREST' } }),
      'action-not-admitted',
    ],
    ['routine in the urgent lane', () => hostile({ document: { urgency: 'routine' } }), 'wrong-lane'],
    [
      'a withdrawal with content',
      () =>
        hostile({ claims: { act: 'withdraw', wdr: 'resolved' }, headers: { ce_type: 'alert.withdrawn' } }),
      'withdrawal-with-content',
    ],
  ])('is quarantined: %s', async (_, message, reason) => {
    await border.expectRefused(message(), reason);
  });
});

describe('authentic claims that are not what the protocol says', () => {
  it.each([
    ['an unknown category', { cat: 'GOSSIP' }, 'claims-cat-not-on-the-list'],
    ['an unknown status', { sta: 'Maybe' }, 'claims-sta-not-on-the-list'],
    ['no thread', { thr: undefined }, 'claims-thr-missing'],
    ['an unknown claim', { note: 'x' }, 'claims-unknown-member'],
    ['a claim whose name is no code', { 'Fulan ben Fulan, né à Néma': 'x' }, 'claims-unknown-member'],
    ['a claim with an endless name', { ['x'.repeat(500)]: 'x' }, 'claims-unknown-member'],
    ['version 0', { ver: 0 }, 'claims-ver-range'],
    ['a version no database counts', { ver: 2 ** 40, prev: digest('before') }, 'claims-ver-range'],
    ['an expiry no calendar knows', { exp: 2 ** 52 }, 'claims-exp-range'],
    ['an id that is none', { jti: 'x'.repeat(300) }, 'claims-jti-pattern'],
    ['a later version without the one before', { ver: 2 }, 'claims-prev-version-without-previous'],
  ])('are quarantined: %s', async (_, claims: Record<string, unknown>, reason) => {
    await border.expectRefused(
      hostile({ claims, ...(claims['thr'] === undefined && 'thr' in claims && { key: 'x' }) }),
      reason,
    );
  });
});

describe('authentic groups that hold something else than their name says', () => {
  it.each([
    ['a birth year with the day', 'birth-year', { date: '1987-05-02', precision: 'day' }, 'date-pattern'],
    ['a vehicle with a note', 'vehicle', { plate: 'DEMO-1', note: 'who told us' }, 'unknown-member'],
    ['an identity that is a text', 'identity', 'Fulan', 'not-an-object'],
    [
      'an instruction with another category',
      'instruction',
      {
        action: 'INFORM',
        warnings: [],
        legalGround: 'WARRANT',
        evaluation: { source: 'A', information: '1' },
        category: 'TERRORISM',
      },
      'unknown-member',
    ],
    ['an instruction that is nothing', 'instruction', null, 'not-an-object'],
  ])('are quarantined: %s', async (_, group, value, rule) => {
    const disclosed = [...new Set(['instruction', group])];
    await border.expectRefused(hostile({ groups: { [group]: value }, disclosed }), `claims-${group}-${rule}`);
  });
});

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
