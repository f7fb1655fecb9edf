import { beforeEach, describe, expect, it } from '@jest/globals';
import { publicJwk, seal } from '@passerelle/credential';
import { TwoNations, jsonOf, nationKeys, NOW, outputTo, trafficker } from './two-nations.js';

/** Design §3.1: whatever is not expressly agreed by both stays at home, and somebody learns why. */
describe('deny by default, from the bridge of one nation to the gate of the other', () => {
  let nations: TwoNations;
  beforeEach(() => {
    nations = new TwoNations();
  });

  const quarantined = (records: Awaited<ReturnType<TwoNations['enforce']>>) => {
    expect(outputTo(records, 'released')).toBeUndefined();
    return outputTo(records, 'quarantine')?.headers?.['quarantine-reason'];
  };

  describe('the agreement', () => {
    it('releases nothing before there is one: the origin’s key is believed from nowhere else', async () => {
      expect(quarantined(await nations.enforce(nations.issue(trafficker())))).toBe('PSR_KEY_UNKNOWN');
    });

    it('releases nothing once it has expired, and says so', async () => {
      await nations.conclude(nations.agreement((draft) => (draft.validUntil = '2031-03-13T00:00:00.000Z')));
      const token = nations.issue(trafficker());
      for (const key of nations.registries['MR']!.partners[0]!.latest()!.agreement.keys) {
        key.notAfter = '2032-01-01T00:00:00.000Z';
      }
      nations.clock.advance(2 * 86_400_000);
      const records = await nations.enforce(token);
      expect(outputTo(records, 'released')).toBeUndefined();
      expect(jsonOf(outputTo(records, 'outcome'))).toMatchObject({ outcome: 'withheld', reason: 'expired' });
    });

    it('is refused with one signature missing', async () => {
      const document = JSON.stringify(await nations.sign(nations.agreement(), ['MR']));
      expect(await nations.registries['MR']!.accept(document)).toEqual({
        accepted: false,
        reason: 'PSR_AGREEMENT_SIGNATURE_MISSING',
      });
    });

    it('is refused with one byte changed', async () => {
      const { payload, signatures } = await nations.sign(nations.agreement());
      const text = Buffer.from(payload, 'base64url').toString();
      const widened = Buffer.from(text.replace('"H2"', '"H3"')).toString('base64url');
      const outcome = await nations.registries['MR']!.accept(
        JSON.stringify({ payload: widened, signatures }),
      );
      expect(outcome).toMatchObject({ accepted: false, reason: 'PSR_AGREEMENT_SIGNATURE_INVALID' });
    });

    it('is refused when an older version is replayed after its successor', async () => {
      const first = nations.agreement();
      await nations.conclude(first);
      const hash = nations.registries['MR']!.partners[0]!.latest()!.hash;
      await nations.conclude({ ...first, version: 2, previous: hash });
      const replayed = await nations.registries['MR']!.accept(JSON.stringify(await nations.sign(first)));
      expect(replayed).toMatchObject({ accepted: false });
      expect(nations.registries['MR']!.partners[0]!.latest()!.agreement.version).toBe(2);
    });

    it('brings its own keys only: one signed by roots inside the document is refused', async () => {
      const stranger = new TwoNations();
      const document = JSON.stringify(await stranger.sign(stranger.agreement()));
      expect(await nations.registries['ML']!.accept(document)).toMatchObject({ accepted: false });
    });
  });

  describe('what the agreement does not name', () => {
    beforeEach(() => nations.conclude());

    it('withholds a category that no clause names, and keeps an unknown one from even being decided', async () => {
      const oneWay = await nations.enforce(nations.issue(trafficker({ category: 'MODUS-OPERANDI' })));
      expect(jsonOf(outputTo(oneWay, 'outcome'))).toMatchObject({
        outcome: 'withheld',
        reason: 'wrong-direction',
      });
      const unknown = nations.issue(trafficker(), { claims: { cat: 'GOSSIP' } });
      expect(quarantined(await nations.enforce(unknown))).toMatch(/^claims-cat-/);
    });

    it('refuses an unknown group, at the bridge', async () => {
      const token = nations.issue(trafficker(), { groups: { tribe: 'x' } });
      expect(quarantined(await nations.enforce(token))).toBe('unknown-group');
    });

    it('withholds a protected person even if a node signed the message', async () => {
      const token = nations.issue(trafficker(), {
        groups: { flags: { minor: false, protection: 'refugee', ground: 'PROSECUTOR-ORDER' } },
      });
      expect(jsonOf(outputTo(await nations.enforce(token), 'outcome'))).toMatchObject({
        outcome: 'withheld',
        reason: 'never',
      });
    });

    it('refers TERRORISM to a release authority, and nothing leaves until there is one', async () => {
      const records = await nations.enforce(nations.issue(trafficker({ category: 'TERRORISM' })));
      expect(outputTo(records, 'released')).toBeUndefined();
      expect(jsonOf(outputTo(records, 'outcome'))).toMatchObject({
        outcome: 'withheld',
        reason: 'needs-approval',
      });
    });

    it('withholds H3', async () => {
      const records = await nations.enforce(nations.issue(trafficker({ handling: 'H3' })));
      expect(outputTo(records, 'released')).toBeUndefined();
    });

    it('leaves every withheld disclosure out of what crosses, and the origin’s signature still verifies', async () => {
      const released = outputTo(await nations.enforce(nations.issue(trafficker())), 'released');
      const { groups } = nations.admit(nations.delivered(released!));
      expect(groups.sort()).toEqual(
        ['instruction', 'identity', 'birth-year', 'documents', 'phones', 'vehicle', 'place-exact'].sort(),
      );
    });
  });

  describe('keys', () => {
    it('refuses a message signed with a key of the sender’s own choosing', async () => {
      await nations.conclude();
      const token = nations.issue(trafficker(), { key: nationKeys().origin });
      expect(quarantined(await nations.enforce(token))).toBe('PSR_KEY_UNKNOWN');
    });

    it('refuses the key of another role', async () => {
      await nations.conclude();
      const token = nations.issue(trafficker(), { key: nations.keysOf('MR').receipt });
      expect(quarantined(await nations.enforce(token))).toBe('PSR_KEY_UNKNOWN');
    });

    it('refuses a revoked origin key at the bridge and a revoked release key at the gate', async () => {
      const revoke = (role: string) =>
        nations.agreement((draft) => {
          for (const key of draft.keys) {
            if (key.nation === 'MR' && key.role === role)
              key.revokedSince = new Date(NOW.getTime() - 1000).toISOString();
          }
        });
      await nations.conclude(revoke('origin'));
      expect(quarantined(await nations.enforce(nations.issue(trafficker())))).toBe('PSR_KEY_UNKNOWN');

      const other = new TwoNations();
      await other.conclude();
      const released = outputTo(await other.enforce(other.issue(trafficker())), 'released')!;
      const { latest } = { latest: other.registries['ML']!.partners[0]!.latest()! };
      const release = latest.agreement.keys.find(
        ({ nation, role }) => nation === 'MR' && role === 'release',
      )!;
      release.revokedSince = new Date(NOW.getTime() - 1000).toISOString();
      expect(() => other.admit(other.delivered(released))).toThrow('PSR_KEY_UNKNOWN');
    });
  });

  describe('the receiver’s gate', () => {
    let released: NonNullable<ReturnType<typeof outputTo>>;
    beforeEach(async () => {
      await nations.conclude();
      released = outputTo(await nations.enforce(nations.issue(trafficker())), 'released')!;
    });

    it('admits what was released', () => {
      expect(nations.admit(nations.delivered(released)).claims.cat).toBe('TRAFFICKING-PERSONS');
    });

    it('refuses it on another lane, another partition, or under other hints', () => {
      const routine = { topic: 'ml.inbound.mr.alert.routine.v1' };
      expect(() => nations.admit(nations.delivered(released, routine))).toThrow('wrong-stream');
      expect(() => nations.admit(nations.delivered(released, { partition: 1 }))).toThrow('wrong-stream');
      expect(() => nations.admit(nations.delivered(released, { key: 'another' }))).toThrow('header-mismatch');
      const headers = { ...released.headers, ce_type: 'alert.withdrawn' };
      expect(() => nations.admit(nations.delivered(released, { headers }))).toThrow('header-mismatch');
    });

    it('refuses a changed byte of what was sealed', () => {
      const value = Buffer.from(released.value);
      value[value.length - 5] = value[value.length - 5] === 65 ? 66 : 65;
      expect(() => nations.admit(nations.delivered(released, { value }))).toThrow(/PSR_(SEAL|BASE64)/);
    });

    it('refuses a complete token that never passed a bridge', () => {
      const gate = nations.keysOf('ML').gate;
      const value = Buffer.from(
        seal(nations.issue(trafficker()), { kid: publicJwk(gate.key).kid, key: gate.key }),
      );
      expect(() => nations.admit(nations.delivered(released, { value }))).toThrow('PSR_RELEASE_MISSING');
    });

    it('refuses a message released under a version that its successor had ended', async () => {
      const first = nations.registries['ML']!.partners[0]!.latest()!;
      await nations.registries['ML']!.accept(
        JSON.stringify(
          await nations.sign({
            ...first.agreement,
            version: 2,
            previous: first.hash,
            validFrom: new Date(NOW.getTime() - 3_600_000).toISOString(),
          }),
        ),
      );
      expect(() => nations.admit(nations.delivered(released))).toThrow('agreement-superseded');
    });

    it('asks the agreement itself: a bridge that released one group too many is refused', () => {
      const excess = nations.releaseRegardless(nations.issue(trafficker()), [
        'instruction',
        'identity',
        'source',
      ]);
      expect(() => nations.admit(nations.delivered({ ...released, value: excess }))).toThrow(
        'group-not-released',
      );
    });

    it('refuses a release without the mandatory instruction', () => {
      const mute = nations.releaseRegardless(nations.issue(trafficker()), ['identity']);
      expect(() => nations.admit(nations.delivered({ ...released, value: mute }))).toThrow(
        'not-released-instruction-not-released',
      );
    });

    it('refuses the flags, which no clause can release', () => {
      const flagged = nations.releaseRegardless(nations.issue(trafficker()), ['instruction', 'flags']);
      expect(() => nations.admit(nations.delivered({ ...released, value: flagged }))).toThrow(
        'unknown-group',
      );
    });
  });
});
