import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import type { Shape } from '../strict/shape.js';
import {
  decisionShape,
  deskActionShape,
  deskNotificationShape,
  deskReceiptShape,
  evidenceShape,
  outcomeShape,
  parseRecord,
} from './record-shapes.js';

const UUID = '3f8c4d52-4bfb-4f34-9a5b-0a9a1c4e7d11';
const DIGEST = '-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuE';
const AT = '2026-11-20T08:00:00.000Z';
const AGREEMENT = { id: 'xa-xb-2026', version: 1, hash: DIGEST };
const ALERT = { alertId: UUID, version: 1, category: 'CATTLE-THEFT', urgency: 'urgent', at: AT };

/** One record of each kind, with every member that may be absent. */
const RECORDS: Record<string, [Shape<unknown>, Record<string, unknown>]> = {
  evidence: [
    evidenceShape,
    {
      id: UUID,
      kind: 'released',
      at: AT,
      nation: 'XA',
      actor: 'bridge-enforce',
      digest: DIGEST,
      alertId: UUID,
      iss: 'XA',
      jti: 'a-1',
      version: 1,
      partner: 'XB',
      agreement: DIGEST,
      decisionDigest: DIGEST,
      releaseDigest: DIGEST,
      reason: 'no-clause',
    },
  ],
  decision: [
    decisionShape,
    {
      at: AT,
      nation: 'XA',
      point: 'enforce',
      agreement: AGREEMENT,
      facts: {},
      decision: {},
      jti: 'a-1',
      ver: 1,
      alertId: UUID,
    },
  ],
  outcome: [
    outcomeShape,
    {
      jti: 'a-1',
      ver: 1,
      partner: 'XB',
      agreement: null,
      outcome: 'withheld',
      place: { lane: 'alert.urgent', partition: 0, sequence: '812' },
      digest: DIGEST,
      decisionDigest: DIGEST,
      at: AT,
      clause: 'art-4-1',
      reason: 'handling',
      receipt: 'e30.e30.e30~',
    },
  ],
  notification: [
    deskNotificationShape,
    {
      ...ALERT,
      originAlertId: UUID,
      origin: 'XB',
      status: 'Actual',
      reason: 'new',
      clocks: {
        deskRepeatSeconds: [0, 60],
        supervisorSeconds: 180,
        nationalCentreSeconds: 600,
        senderToldSeconds: 900,
        routineSeconds: 14_400,
      },
    },
  ],
  receipt: [
    deskReceiptShape,
    {
      ...ALERT,
      receipt: 'acknowledged',
      nation: 'XB',
      role: 'post',
      post: 'XB-GOGUI',
      reason: 'undone',
      clause: 'art-4-1',
    },
  ],
  action: [
    deskActionShape,
    {
      actionId: UUID,
      notificationId: UUID,
      alertId: UUID,
      version: 1,
      action: 'actioned',
      at: AT,
      role: 'duty-desk',
      post: 'XA-NEMA',
      reason: 'SIGHTED-SEEN',
    },
  ],
};

describe.each(Object.entries(RECORDS))('a record between services: %s', (_, [shape, record]) => {
  const accepts = new Ajv({ strict: false, validateFormats: false }).compile(shape.schema);

  it('is read, and its published schema accepts it', () => {
    expect(parseRecord(shape, JSON.stringify(record))).toEqual(record);
    expect(accepts(record)).toBe(true);
  });

  it('may say more than is known, which is dropped', () => {
    const more = { ...record, later: 'x' };
    expect(parseRecord(shape, JSON.stringify(more))).toEqual(record);
    expect(accepts(more)).toBe(true);
  });

  it('without a member it needs is refused by both, by name', () => {
    const { at: _, ...less } = record;
    expect(() => parseRecord(shape, JSON.stringify(less))).toThrow('/at: missing');
    expect(accepts(less)).toBe(false);
  });

  it.each(['', '[]', '{', 'null'])('is no record: %s', (json) => {
    expect(() => parseRecord(shape, json)).toThrow('not-an-object');
  });
});

describe('evidence of a newer writer', () => {
  it('is read with a kind that is not known here', () => {
    const [, record] = RECORDS['evidence']!;
    expect(parseRecord(evidenceShape, JSON.stringify({ ...record, kind: 'heard' }))).toMatchObject({
      kind: 'heard',
    });
  });
});
