import { beforeEach, describe, expect, it } from '@jest/globals';
import { hints, outputTo, TwoNations } from './two-nations.js';

/** Receipts need no clause (design §3.1), but a post needs its article, and both sides look. */
describe('a receipt, from the bridge of one nation to the gate of the other', () => {
  let nations: TwoNations;
  beforeEach(() => {
    nations = new TwoNations();
  });

  const enforced = (claims: object) =>
    nations.enforce(nations.receipt(claims), 'receipt', hints(`receipt.${kindOf(claims)}`));
  const kindOf = (claims: { rcp?: string }) => claims.rcp ?? 'acknowledged';
  const crossed = async (claims: object) => {
    const released = outputTo(await enforced(claims), 'released');
    if (released === undefined) throw new Error('nothing was released');
    return nations.admitReceipt(nations.delivered(released));
  };
  const withoutArticle = () => nations.agreement((draft) => delete draft.postInReceipts);

  it.each(['displayed', 'acknowledged', 'not-acknowledged', 'handed-back', 'actioned'])(
    'crosses as %s under any agreement',
    async (rcp) => {
      await nations.conclude(withoutArticle());
      expect(await crossed({ rcp })).toMatchObject({ iss: 'MR', rcp, rol: 'desk' });
    },
  );

  it('names the post under the article that says so', async () => {
    await nations.conclude();
    expect(await crossed({ pst: 'MR-GZM' })).toMatchObject({ pst: 'MR-GZM' });
  });

  it('is stopped with a post where there is no such article', async () => {
    await nations.conclude(withoutArticle());
    const records = await enforced({ pst: 'MR-GZM' });
    expect(outputTo(records, 'released')).toBeUndefined();
    expect(outputTo(records, 'quarantine')?.headers?.['quarantine-reason']).toBe(
      'not-released-post-not-released',
    );
  });

  it('is refused with a post that a bridge let out regardless', async () => {
    await nations.conclude();
    const released = outputTo(await enforced({ pst: 'MR-GZM' }), 'released')!;
    delete nations.registries['ML']!.partners[0]!.latest()!.agreement.postInReceipts;
    expect(() => nations.admitReceipt(nations.delivered(released))).toThrow('not-released-post-not-released');
  });
});
