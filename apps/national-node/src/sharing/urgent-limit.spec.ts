import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AlertDocument } from '@passerelle/exchange-model';
import type { PartnerAgreements } from '@passerelle/keys';
import type { Alert, Share } from '@passerelle/persistence';
import type { SharingAgreement } from '@passerelle/sharing-agreement';
import { FakeClock } from '@passerelle/testing';
import type { EntityManager } from 'typeorm';
import { AlertSharing } from './alert-sharing.js';

const NOW = new Date('2031-03-12T08:00:00Z');
const title = { fr: 'Article', ar: 'مادة', en: 'Article' };
const agreement: SharingAgreement = {
  type: 'passerelle-agreement',
  id: 'xa-xb',
  version: 1,
  previous: null,
  parties: ['XA', 'XB'],
  title,
  validFrom: '2031-01-01T00:00:00Z',
  validUntil: '2032-01-01T00:00:00Z',
  never: [],
  clauses: [
    {
      id: 'art-1',
      title,
      directions: ['XA>XB'],
      categories: ['STOLEN-VEHICLE'],
      groups: ['instruction', 'vehicle'],
      handlingCeiling: 'H1',
      recipients: ['border-police'],
      retentionDays: 30,
      approval: 'automatic',
    },
  ],
  otherwise: { id: 'art-9', title },
  clocks: {} as SharingAgreement['clocks'],
  limits: { urgentPerHour: 7 },
  keys: [],
};
const document = (changes: Partial<AlertDocument> = {}): AlertDocument => ({
  category: 'STOLEN-VEHICLE',
  action: 'LOCATE-REPORT',
  urgency: 'urgent',
  status: 'Actual',
  handling: 'H1',
  legalGround: 'OWNER-COMPLAINT',
  evaluation: { source: 'A', information: '1' },
  expiresAt: '2031-06-01T00:00:00Z',
  vehicle: { plate: 'DEMO 1', type: '4x4' },
  source: { type: 'officer' },
  ...changes,
});
const share = {
  jti: 'j-1',
  alertId: 'a-1',
  partner: 'XB',
  ver: 1,
  state: 'open',
  maybeReleased: true,
} as Share;
const alert = { alertId: 'a-1', version: 2 } as Alert;
const manager = {} as EntityManager;

describe('the limit of urgent messages', () => {
  let asked: [agreement: string, limit: number][];
  let signed: string[];
  let hasPlace: boolean;

  beforeEach(() => {
    [asked, signed, hasPlace] = [[], [], true];
  });

  const sharing = (): AlertSharing => {
    const clock = new FakeClock(NOW);
    const governing = { agreement, hash: 'h' };
    const partner = {
      partner: 'XB',
      governing: () => governing,
      inForce: () => governing,
      latest: () => governing,
    } as unknown as PartnerAgreements;
    const agreements = { partners: [partner], ofPartner: () => partner };
    const shares = { findOpen: () => Promise.resolve(share), ofAlert: () => Promise.resolve([share]) };
    const urgent = {
      take: (_: EntityManager, id: string, __: Date, limit: number) => {
        asked.push([id, limit]);
        return Promise.resolve(hasPlace);
      },
    };
    const tokens = {
      issue: (...[, , , change]: [unknown, unknown, unknown, { act: string }]) =>
        Promise.resolve(void signed.push(change.act)),
    };
    const receipts = {
      state: (_: EntityManager, { kind }: { kind: string }) => Promise.resolve(void signed.push(kind)),
    };
    const records = { decision: () => Promise.resolve('d'), evidence: () => Promise.resolve() };
    const collaborators = [
      { nation: 'XA' },
      clock,
      {},
      agreements,
      shares,
      urgent,
      tokens,
      receipts,
      records,
    ];
    return new AlertSharing(...(collaborators as unknown as ConstructorParameters<typeof AlertSharing>));
  };

  it('is asked of the agreement for what leaves as urgent', async () => {
    await sharing().share(manager, alert, document());
    expect([asked, signed]).toEqual([[['xa-xb', 7]], ['update']]);
  });

  it('refuses the urgency of what is too much, and signs nothing of it', async () => {
    hasPlace = false;
    await expect(sharing().share(manager, alert, document())).rejects.toMatchObject({
      status: 422,
      errors: [{ path: '/urgency', rule: 'urgent-per-hour' }],
    });
    expect(signed).toEqual([]);
  });

  it.each([
    ['routine', (each: AlertSharing) => each.share(manager, alert, document({ urgency: 'routine' }))],
    ['a withdrawal', (each: AlertSharing) => each.withdraw(manager, alert, 'resolved')],
    [
      'what the agreement withholds',
      (each: AlertSharing) => each.share(manager, alert, document({ handling: 'H3' })),
    ],
  ])('leaves %s uncounted', async (_, act) => {
    hasPlace = false;
    await act(sharing());
    expect(asked).toEqual([]);
    expect(signed).not.toEqual([]);
  });
});
