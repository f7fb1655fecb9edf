import { describe, expect, it } from '@jest/globals';
import { alertOf } from './support/alerts.js';
import { copySeen, eventually, Machine, nationCodes, receiptSeen, receiptsOf } from './support/sandbox.js';

const [here, there] = nationCodes();
const system = new Machine(here, 'system');
const partner = new Machine(there, 'system');
const desk = new Machine(there, 'desk');
const auditors = { [here]: new Machine(here, 'auditor'), [there]: new Machine(there, 'auditor') };

interface DeskNotification {
  notificationId: string;
  alertId: string;
  originAlertId: string;
  reason: string;
  version: number;
}

const notificationOf = (originAlertId: string, reason: string) =>
  eventually(
    async () =>
      (await desk.all<DeskNotification>('desk', '/v1/notifications')).find(
        (each) => each.originAlertId === originAlertId && each.reason === reason,
      ),
    `notification ${reason} of ${originAlertId}`,
  );

describe('an alert crosses', () => {
  it('arrives with what the agreement releases, is delivered, taken in charge, and both histories tell it', async () => {
    const issued = await system.issue(alertOf('TRAFFICKING-PERSONS'));
    expect(issued).toMatchObject({ status: 201, body: { version: 1, state: 'active' } });
    expect(issued.headers.get('etag')).toBe('"1"');
    const { alertId } = issued.body;

    const copy = await copySeen(partner, alertId);
    expect(copy).toMatchObject({
      origin: here,
      category: 'TRAFFICKING-PERSONS',
      version: 1,
      state: 'active',
    });
    expect(copy).toMatchObject({
      person: { birth: { date: '1987', precision: 'year' } },
      place: { lat: 15.6 },
    });
    expect(copy['narrative']).toBeUndefined();
    expect(copy.withheld.map(({ group }) => group)).toEqual(
      expect.arrayContaining(['source', 'narrative', 'reference', 'birth-exact', 'marks', 'portrait']),
    );
    for (const { clause } of copy.withheld) expect(clause).toMatch(/^art-/);

    await receiptSeen(system, alertId, 'delivered');
    const notification = await notificationOf(alertId, 'new');
    const taken = await desk.call(
      'desk',
      'POST',
      `/v1/notifications/${notification.notificationId}/acknowledgement`,
      {
        body: {},
      },
    );
    expect(taken).toMatchObject({ status: 200, body: { state: 'acknowledged' } });
    const acknowledged = await receiptSeen(system, alertId, 'acknowledged');
    expect(acknowledged.by).toEqual({ nation: there, role: 'desk' });

    const ours = await kindsOf(here, alertId, ['issued', 'decided', 'released', 'received', 'acknowledged']);
    expect(ours).toEqual(['issued', 'decided', 'released', 'received', 'acknowledged']);
    await kindsOf(there, copy.alertId, ['received', 'acknowledged']);
  });

  it('previews exactly what the partner then reads', async () => {
    const alert = alertOf('MISSING-PERSON', { action: 'PROTECT' });
    const preview = await system.call<{
      previews: { decision: string; released: object; withheld: object[] }[];
    }>('api', 'POST', '/v1/alerts/preview', { body: alert });
    const [promised] = preview.body.previews;
    const { body } = await system.issue(alert);
    const copy = await copySeen(partner, body.alertId);
    expect(promised?.decision).toBe('release');
    expect(copy).toMatchObject(promised!.released);
    expect(copy.withheld).toEqual(promised!.withheld);
  });

  it('sends routine alerts by their own lane, with the place as a cell', async () => {
    const { body } = await system.issue(alertOf('STOLEN-VEHICLE', { urgency: 'routine' }));
    const copy = await copySeen(partner, body.alertId);
    expect(copy['place']).toEqual({ cell: expect.stringMatching(/^[0-9a-z]{5}$/) });
  });

  it('updates the partner’s copy, one version after the other, on the same notification', async () => {
    const { body } = await system.issue(alertOf('STOLEN-VEHICLE'));
    const first = await notificationOf(body.alertId, 'new');
    const updated = await system.update(
      body.alertId,
      1,
      alertOf('STOLEN-VEHICLE', { vehicle: { plate: 'DEMO-999' } }),
    );
    expect(updated).toMatchObject({ status: 200, body: { version: 2 } });
    const copy = await copySeen(partner, body.alertId, (alert) => alert.version === 2);
    expect(copy['vehicle']).toEqual({ plate: 'DEMO-999' });
    const second = await notificationOf(body.alertId, 'updated');
    expect(second.notificationId).toBe(first.notificationId);
  });

  it('withdraws: the copy is gone, its content erased, and the origin holds the receipt', async () => {
    const { body } = await system.issue(alertOf('MISSING-PERSON', { action: 'PROTECT' }));
    await copySeen(partner, body.alertId);
    expect(await system.withdraw(body.alertId)).toMatchObject({ status: 200, body: { state: 'withdrawn' } });
    expect(await system.withdraw(body.alertId)).toMatchObject({ status: 200, body: { state: 'withdrawn' } });
    const copy = await copySeen(partner, body.alertId, ({ state }) => state === 'withdrawn');
    expect(Object.keys(copy).sort()).toEqual(['alertId', 'origin', 'originAlertId', 'state', 'version']);
    const erased = await eventually(
      async () =>
        (await receiptsOf(system, body.alertId)).find(
          (each) => each.kind === 'erased' && each.by.nation === there,
        ),
      'erased receipt of the partner',
    );
    expect(erased.by.nation).toBe(there);
    await notificationOf(body.alertId, 'withdrawn');
  });

  it('turns an update that may no longer be shared into a withdrawal abroad', async () => {
    const { body } = await system.issue(alertOf('WANTED-PERSON'));
    await copySeen(partner, body.alertId);
    await system.update(body.alertId, 1, alertOf('WANTED-PERSON', { handling: 'H3' }));
    await copySeen(partner, body.alertId, ({ state }) => state === 'withdrawn');
    expect(await receiptSeen(system, body.alertId, 'withheld')).toMatchObject({
      clause: expect.stringMatching(/^art-/),
    });
    const ours = await system.call('api', 'GET', `/v1/alerts/${body.alertId}`);
    expect(ours.body).toMatchObject({ state: 'active', version: 2 });
  });

  it('starts a new thread when it may be shared again: a withdrawn one never comes back', async () => {
    const { body } = await system.issue(alertOf('WANTED-PERSON'));
    await copySeen(partner, body.alertId);
    await system.update(body.alertId, 1, alertOf('WANTED-PERSON', { handling: 'H3' }));
    await copySeen(partner, body.alertId, ({ state }) => state === 'withdrawn');
    const plate = `DEMO-${Date.now() % 100_000}`;
    await system.update(body.alertId, 2, alertOf('WANTED-PERSON', { vehicle: { plate } }));
    const again = await eventually(
      async () =>
        (
          await partner.all<{ originAlertId: string; state: string; vehicle?: { plate: string } }>(
            'api',
            '/v1/alerts?category=WANTED-PERSON',
          )
        ).find((each) => each.vehicle?.plate === plate),
      'the alert under another id',
    );
    expect(again.originAlertId).not.toBe(body.alertId);
    const resolved = await system.call('api', 'GET', `/v1/alerts/${again.originAlertId}`);
    expect(resolved.body).toMatchObject({ alertId: body.alertId });
  });
});

describe('what must not cross', () => {
  it.each([
    ['a refugee', alertOf('WANTED-PERSON', { person: { names: [], protection: 'refugee' } }), 'never'],
    ['TERRORISM without approval', alertOf('TERRORISM'), 'needs-approval'],
    ['H3', alertOf('STOLEN-VEHICLE', { handling: 'H3' }), 'never'],
  ])('%s is stored, withheld, and the receipt says why', async (_, alert, reason) => {
    const document = JSON.parse(JSON.stringify(alert), (key, value: unknown) =>
      key === 'names' && Array.isArray(value) && value.length === 0 ? undefined : value,
    ) as object;
    const { status, body } = await system.issue(document);
    expect(status).toBe(201);
    const withheld = await receiptSeen(system, body.alertId, 'withheld');
    expect(withheld).toMatchObject({ reason, clause: expect.stringMatching(/^art-/), by: { nation: here } });
    const seen = await partner.all<{ originAlertId?: string }>('api', '/v1/alerts');
    expect(seen.some(({ originAlertId }) => originAlertId === body.alertId)).toBe(false);
  });
});

/** Waits until the history of an alert holds all these kinds, and gives those of them back in its order. */
async function kindsOf(nation: string, alertId: string, kinds: string[]): Promise<string[]> {
  return eventually(async () => {
    const items = await auditors[nation]!.all<{ kind: string; digest: string; at: string }>(
      'auditor',
      `/v1/history?alertId=${alertId}`,
    );
    const found = items.map(({ kind }) => kind).filter((kind) => kinds.includes(kind));
    return kinds.every((kind) => found.includes(kind)) ? [...new Set(found)] : null;
  }, `history of ${alertId}`);
}
