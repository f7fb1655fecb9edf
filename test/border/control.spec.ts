import { beforeEach, describe, expect, it } from '@jest/globals';
import { hints, jsonOf, outputTo, TwoNations } from './two-nations.js';

const DIGEST = 'A'.repeat(43);
const RANGES = {
  rec: 'a3b1c7e0-0000-4000-8000-000000000001',
  ranges: [{ range: 'alert:', count: 1, dig: DIGEST }],
};
const MESSAGES = {
  heartbeat: { ctl: 'heartbeat' },
  'reconciliation.digest': { ctl: 'reconciliation.digest', asof: 1, ...RANGES },
  'reconciliation.answer': {
    ctl: 'reconciliation.answer',
    ...RANGES,
    ranges: [{ range: 'alert:', verdict: 'same' }],
  },
};

/** What nodes say about the exchange itself needs no clause (design §3.1), only keys that both sides know. */
describe('a control message, from the bridge of one nation to the gate of the other', () => {
  let nations: TwoNations;
  beforeEach(() => {
    nations = new TwoNations();
  });

  const enforced = (token: string, type = 'heartbeat') => nations.enforce(token, 'control', hints(type));
  const reasonOf = (records: Awaited<ReturnType<typeof enforced>>) => {
    expect(outputTo(records, 'released')).toBeUndefined();
    return jsonOf(outputTo(records, 'evidence'))['reason'];
  };

  it.each(Object.entries(MESSAGES))('crosses as %s', async (type, claims) => {
    await nations.conclude();
    const released = outputTo(await enforced(nations.control(claims), type), 'released');
    expect(nations.admitControl(nations.delivered(released!))).toMatchObject(claims);
  });

  it('crosses also when the agreement has expired: silence must still be told from an outage', async () => {
    await nations.conclude(
      nations.agreement((draft) => {
        draft.validUntil = nations.clock.now().toISOString();
      }),
    );
    const released = outputTo(await enforced(nations.control()), 'released');
    expect(nations.admitControl(nations.delivered(released!))).toMatchObject({ ctl: 'heartbeat' });
  });

  it('stays at home where no agreement says whose keys these are', async () => {
    expect(reasonOf(await enforced(nations.control()))).toBe('PSR_KEY_UNKNOWN');
  });

  it('leaves no evidence of a heartbeat, and of everything else that it left', async () => {
    await nations.conclude();
    expect((await enforced(nations.control())).map(({ topic }) => topic)).toEqual([
      'mr.released.ml.control.v1',
    ]);
    const claims = MESSAGES['reconciliation.digest'];
    const evidence = jsonOf(outputTo(await enforced(nations.control(claims), claims.ctl), 'evidence'));
    expect(evidence).toMatchObject({ kind: 'released', reason: 'reconciliation-digest', partner: 'ML' });
  });

  it('is refused with anything but the closed list of claims, so that nothing rides along', async () => {
    await nations.conclude();
    expect(reasonOf(await enforced(nations.control({ note: 'x' })))).toBe('claims-unknown-member');
    expect(reasonOf(await enforced(nations.control({ ctl: 'alert.issued' }), 'alert.issued'))).toBe(
      'claims-ctl-not-on-the-list',
    );
    const hidden = nations.control({}, { groups: { identity: { names: ['Sidi'] } } });
    expect(reasonOf(await enforced(hidden))).toBe('control-with-content');
  });

  it('is refused under another key, under another type, and on another lane', async () => {
    await nations.conclude();
    const { origin } = nations.keysOf('MR');
    expect(reasonOf(await enforced(nations.control({}, { key: origin })))).toBe('PSR_KEY_UNKNOWN');
    expect(reasonOf(await enforced(nations.receipt()))).toBe('PSR_HEADER_TYPE');
    expect(reasonOf(await nations.enforce(nations.control(), 'receipt', hints('heartbeat')))).toBe(
      'PSR_HEADER_TYPE',
    );
    expect(reasonOf(await enforced(nations.control(), 'reconciliation.digest'))).toBe('header-mismatch');
  });

  it('is refused at the gate when it comes on another lane or says something else than its header', async () => {
    await nations.conclude();
    const released = outputTo(await enforced(nations.control()), 'released')!;
    const moved = nations.delivered(released, { topic: 'ml.inbound.mr.receipt.v1' });
    expect(() => nations.admitControl(moved)).toThrow('wrong-stream');
    const renamed = nations.delivered(released, { headers: hints('reconciliation.answer') });
    expect(() => nations.admitControl(renamed)).toThrow('header-mismatch');
  });
});
