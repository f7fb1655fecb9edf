import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { alertOf } from './support/alerts.js';
import {
  add,
  type EntryItem,
  entryReceipt,
  foundAt,
  lookUp,
  number,
  personEntry,
  vehicleEntry,
} from './support/entries.js';
import { eventually, Machine, nationCodes } from './support/sandbox.js';

const [here, there] = nationCodes();
const system = new Machine(here, 'system');
const partner = new Machine(there, 'system');
const entries = (list: string) => `/v1/watchlists/${list}/entries`;

const gone = (machine: Machine, asked: object): Promise<boolean> =>
  eventually(async () => (await lookUp(machine, asked)).length === 0, 'nothing to be found any more');

describe('an entry of a watchlist', () => {
  it('crosses with what the agreement releases, and is found by its numbers on both sides', async () => {
    const passport = number('UTO');
    const added = await add(system, 'persons', personEntry(passport));
    expect(added).toMatchObject({ status: 201, body: { version: 1, state: 'active' } });
    expect(added.headers.get('etag')).toBe('"1"');
    const { entryId } = added.body;

    const asked = { document: { number: ` ${passport.toLowerCase()} `, issuer: 'UTO' } };
    const copy = await foundAt(partner, asked);
    expect(copy).toMatchObject({
      list: 'persons',
      origin: here,
      originEntryId: entryId,
      version: 1,
      state: 'active',
      category: 'WANTED-PERSON',
      person: { birth: { date: '1987-05-02' }, documents: [{ number: passport }] },
    });
    expect(copy).not.toHaveProperty('reference');
    expect(copy).not.toHaveProperty('source');
    expect(copy['person']).not.toHaveProperty('phones');
    expect(copy.withheld).toEqual(
      expect.arrayContaining([
        { group: 'source', clause: 'art-3-1' },
        { group: 'reference', clause: 'art-3-2' },
        { group: 'phones', clause: 'art-7' },
      ]),
    );
    expect(await lookUp(system, asked)).toMatchObject([{ entryId, origin: here }]);
    expect(await lookUp(partner, { ...asked, list: 'documents' })).toEqual([]);
    expect(await lookUp(partner, { document: { number: passport, issuer: 'UTX' } })).toEqual([]);
    expect((await entryReceipt(system, 'persons', entryId, 'delivered')).by.nation).toBe(there);

    const read = await system.call<EntryItem>('api', 'GET', `${entries('persons')}/${copy.originEntryId}`);
    expect(read.body).toMatchObject({ entryId, person: { phones: [expect.any(String)] } });
    expect(
      (
        await partner.call('api', 'PUT', `${entries('persons')}/${copy.entryId}`, {
          body: personEntry(passport),
          headers: { 'if-match': '"1"' },
        })
      ).status,
    ).toBe(403);
    expect((await partner.call('api', 'DELETE', `${entries('persons')}/${copy.entryId}`)).status).toBe(403);
  });

  it('is updated and removed, and then found nowhere, and erased at the partner', async () => {
    const [first, second] = [number('DEMO-'), number('DEMO-')];
    const { body } = await add(system, 'vehicles', vehicleEntry(first));
    const copy = await foundAt(partner, { plate: first });
    const path = `${entries('vehicles')}/${body.entryId}`;
    expect((await system.call('api', 'PUT', path, { body: vehicleEntry(second) })).status).toBe(428);
    const stale = { body: vehicleEntry(second), headers: { 'if-match': '"7"' } };
    expect((await system.call('api', 'PUT', path, stale)).status).toBe(412);
    const updated = await system.call('api', 'PUT', path, {
      body: vehicleEntry(second),
      headers: { 'if-match': '"1"' },
    });
    expect(updated).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await foundAt(partner, { plate: second })).toMatchObject({ entryId: copy.entryId, version: 2 });
    await gone(partner, { plate: first });

    const removed = await system.call('api', 'DELETE', `${path}?reason=resolved`);
    expect(removed).toMatchObject({ status: 200, body: { state: 'removed' } });
    expect((await system.call('api', 'DELETE', path)).status).toBe(200);
    expect(await lookUp(system, { plate: second })).toEqual([]);
    await gone(partner, { plate: second });
    await entryReceipt(system, 'vehicles', body.entryId, 'erased', there);
    const left = await partner.call<EntryItem>('api', 'GET', `${entries('vehicles')}/${copy.entryId}`);
    expect(left.body).toEqual({
      entryId: copy.entryId,
      list: 'vehicles',
      version: 3,
      state: 'removed',
      origin: here,
      originEntryId: body.entryId,
    });
    expect(
      (await system.call('api', 'PUT', path, { body: vehicleEntry(second), headers: { 'if-match': '"3"' } }))
        .status,
    ).toBe(409);
  });

  it('ends by itself on both sides when its time is over', async () => {
    const plate = number('DEMO-');
    const expiresAt = new Date(Date.now() + 8_000).toISOString();
    const { body } = await add(system, 'vehicles', vehicleEntry(plate, { expiresAt }));
    const copy = await foundAt(partner, { plate });
    for (const [machine, id] of [
      [system, body.entryId],
      [partner, copy.entryId],
    ] as const) {
      await eventually(async () => {
        const read = await machine.call<EntryItem>('api', 'GET', `${entries('vehicles')}/${id}`);
        return read.body.state === 'expired';
      }, 'the entry has expired');
      expect(await lookUp(machine, { plate })).toEqual([]);
    }
  });

  it.each([
    [
      'a refugee',
      personEntry(number('UTO'), {}, { protection: 'refugee' }),
      { clause: 'art-3-3', reason: 'never' },
    ],
    [
      'what needs an approval',
      personEntry(number('UTO'), { category: 'TERRORISM' }),
      { clause: 'art-9-7', reason: 'needs-approval' },
    ],
    [
      'special restrictions',
      personEntry(number('UTO'), { handling: 'H3' }),
      { clause: 'art-3-4', reason: 'never' },
    ],
  ])('of %s stays at home, and the reason is told', async (_, entry, expected) => {
    const { body, status } = await add(system, 'persons', entry);
    expect(status).toBe(201);
    const receipt = await entryReceipt(system, 'persons', body.entryId, 'withheld');
    expect(receipt).toMatchObject({ ...expected, by: { nation: here } });
  });

  it('is taken back when an update may no longer be shared', async () => {
    const plate = number('DEMO-');
    const { body } = await add(system, 'vehicles', vehicleEntry(plate));
    const copy = await foundAt(partner, { plate });
    const kept = { body: vehicleEntry(plate, { handling: 'H3' }), headers: { 'if-match': '"1"' } };
    await system.call('api', 'PUT', `${entries('vehicles')}/${body.entryId}`, kept);
    await gone(partner, { plate });
    const left = await partner.call<EntryItem>('api', 'GET', `${entries('vehicles')}/${copy.entryId}`);
    expect(left.body.state).toBe('removed');
    expect(await lookUp(system, { plate })).toMatchObject([{ entryId: body.entryId, version: 2 }]);
  });

  it('is refused with field and rule where it is not one of its list', async () => {
    const refused = (list: string, entry: object) => add(system, list, entry);
    expect((await refused('secrets', vehicleEntry('DEMO-1'))).status).toBe(404);
    expect(await refused('vehicles', personEntry('UTO1'))).toMatchObject({
      status: 422,
      body: {
        errors: expect.arrayContaining([
          expect.objectContaining({ path: '/person', rule: 'not-of-this-list' }),
        ]),
      },
    });
    expect(await refused('vehicles', vehicleEntry('DEMO-1', { place: { lat: 1, lon: 1 } }))).toMatchObject({
      status: 422,
      body: { errors: [{ path: '/place', rule: 'unknown-member' }] },
    });
    expect(
      (await system.call('api', 'POST', '/v1/watchlists/lookups', { body: { plate: 'A', phone: '1' } }))
        .status,
    ).toBe(422);
  });

  it('is added once per key', async () => {
    const key = randomUUID();
    const entry = vehicleEntry(number('DEMO-'));
    const first = await add(system, 'vehicles', entry, key);
    expect((await add(system, 'vehicles', entry, key)).body).toEqual(first.body);
    expect((await add(system, 'firearms', entry, key)).status).toBe(409);
  });
});

interface Progress {
  importId: string;
  state: string;
  lines: number;
  stored: number;
  refused: number;
  errors: { line: number; path: string; rule: string }[];
}

const NDJSON = 'application/x-ndjson';
const send = (list: string, file: string, key: string, type = NDJSON, query = '') =>
  system.call<Progress>('api', 'POST', `/v1/watchlists/${list}/imports${query}`, {
    raw: file,
    headers: { 'content-type': type, 'idempotency-key': key },
  });

describe('a file of entries', () => {
  it('is stored but for its bad lines, which are named, and crosses in blocks', async () => {
    const plates = Array.from({ length: 250 }, () => number('DEMO-'));
    const lines = plates.map((plate) => JSON.stringify(vehicleEntry(plate)));
    lines[3] = '{"category":';
    lines[7] = JSON.stringify(vehicleEntry('DEMO-1', { handling: 'H9' }));
    const file = lines.join('\n');
    const dry = await send('vehicles', file, '', NDJSON, '?dryRun=true');
    const expected = {
      lines: 250,
      stored: 248,
      refused: 2,
      errors: [
        expect.objectContaining({ line: 4, path: '', rule: 'not-json' }),
        expect.objectContaining({ line: 8, path: '/handling', rule: 'is-in' }),
      ],
    };
    expect(dry).toMatchObject({ status: 200, body: { ...expected, dryRun: true } });
    expect(await lookUp(system, { plate: plates[0] })).toEqual([]);

    const key = randomUUID();
    const { status, body } = await send('vehicles', file, key);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { ...expected, state: 'done', dryRun: false },
    });
    for (const plate of [plates[0], plates[124], plates[249]]) await foundAt(partner, { plate });
    expect((await send('vehicles', file, key)).body).toEqual(body);
    expect(await lookUp(system, { plate: plates[0] })).toHaveLength(1);
    const progress = await system.call('api', 'GET', `/v1/watchlists/vehicles/imports/${body.importId}`);
    expect(progress.body).toEqual(body);
    expect((await send('vehicles', lines.slice(1).join('\n'), key)).status).toBe(409);
    expect((await send('vehicles', `${file}\n${lines[0]}`, key)).status).toBe(409);
  });

  it('goes on after the last committed line when it is sent again', async () => {
    const plates = Array.from({ length: 800 }, () => number('DEMO-'));
    const lines = plates.map((plate) => JSON.stringify(vehicleEntry(plate)));
    const key = randomUUID();
    await sendPart(lines.slice(0, 600).join('\n'), key);
    const { body } = await send('vehicles', lines.join('\n'), key);
    expect(body).toMatchObject({ state: 'done', lines: 800, stored: 800, refused: 0 });
    for (const plate of [plates[0], plates[450], plates[595], plates[799]])
      expect(await lookUp(system, { plate })).toHaveLength(1);
  });

  it('may be CSV, with members as columns', async () => {
    const plate = number('DEMO-');
    const header =
      'category,action,handling,legalGround,evaluation.source,evaluation.information,status,vehicle.plate';
    const row = 'STOLEN-VEHICLE,LOCATE-REPORT,H1,OWNER-COMPLAINT,A,1,Test';
    const file = `${header}\r\n${row},"${plate}"\r\n${row}\r\n`;
    const { body } = await send('vehicles', file, randomUUID(), 'text/csv');
    expect(body).toMatchObject({ lines: 3, stored: 1, refused: 1, errors: [{ line: 3, rule: 'csv-cells' }] });
    await foundAt(partner, { plate });
    expect(await send('vehicles', 'secret\n1', randomUUID(), 'text/csv')).toMatchObject({
      status: 422,
      body: { errors: [{ rule: 'csv-column' }] },
    });
    expect((await send('vehicles', '{}', randomUUID(), 'application/json')).status).toBe(415);
    expect((await send('vehicles', '{}', '')).status).toBe(400);
  });

  it('updates and removes by reference, and says beforehand what it would do', async () => {
    const [kept, changed, removed] = [number('DEMO-'), number('DEMO-'), number('DEMO-')];
    const same = vehicleEntry('', { source: { type: 'officer', note: 'as before' } });
    const line = (operation: string, plate: string, now = plate) =>
      JSON.stringify({ ...same, operation, reference: `REF-${plate}`, vehicle: { plate: now } });
    const added = await send(
      'vehicles',
      [kept, changed, removed].map((plate) => line('add', plate)).join('\n'),
      randomUUID(),
    );
    expect(added.body).toMatchObject({ added: 3, refused: 0 });
    for (const plate of [kept, changed, removed]) await foundAt(partner, { plate });

    const next = number('DEMO-');
    const file = [
      line('update', kept),
      line('update', changed, next),
      JSON.stringify({ operation: 'remove', reference: `REF-${removed}`, reason: 'resolved' }),
      JSON.stringify({ operation: 'remove', reference: `REF-${next}` }),
    ].join('\n');
    const expected = {
      updated: 1,
      unchanged: 1,
      removed: 1,
      refused: 1,
      errors: [{ line: 4, path: '/reference', rule: 'reference-unknown', message: expect.any(String) }],
    };
    const dry = await send('vehicles', file, '', NDJSON, '?dryRun=true');
    expect(dry.body).toMatchObject({ ...expected, dryRun: true });
    expect(await lookUp(system, { plate: removed })).toHaveLength(1);
    expect((await send('vehicles', file, randomUUID())).body).toMatchObject({ ...expected, dryRun: false });
    expect(await foundAt(partner, { plate: next })).toMatchObject({ version: 2 });
    await gone(partner, { plate: removed });
    await gone(partner, { plate: changed });
    expect(await foundAt(partner, { plate: kept })).toMatchObject({ version: 1 });
  });

  it('may hold alerts', async () => {
    const file = [alertOf('STOLEN-VEHICLE'), alertOf('NO-CATEGORY')]
      .map((each) => JSON.stringify(each))
      .join('\n');
    const answer = await system.call<Progress>('api', 'POST', '/v1/alerts/imports', {
      raw: file,
      headers: { 'content-type': NDJSON, 'idempotency-key': randomUUID() },
    });
    expect(answer.body).toMatchObject({ stored: 1, refused: 1, errors: [{ line: 2, path: '/category' }] });
  });
});

/** Sends the beginning of a file and then hangs up, as a cut line does. */
async function sendPart(part: string, key: string): Promise<void> {
  const url = new URL(`${system.entry.api}/v1/watchlists/vehicles/imports`);
  const token = await system.token();
  await new Promise<void>((resolve) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': NDJSON, 'idempotency-key': key };
    const sending = request(url, { method: 'POST', headers });
    sending.on('error', () => resolve());
    sending.write(part);
    void eventually(async () => {
      const { body } = await system.call<{ items: EntryItem[] }>('api', 'POST', '/v1/watchlists/lookups', {
        body: { plate: (JSON.parse(part.split('\n')[150]!) as { vehicle: { plate: string } }).vehicle.plate },
      });
      return body.items.length === 1;
    }, 'the first lines are committed').finally(() => sending.destroy());
  });
}

interface Synchronisation {
  state: string;
  cause: string;
  seen: number;
  shared: number;
  reconciliation?: string;
}

describe('a synchronisation of the lists', () => {
  it('looks at every entry when an operator asks, shares none twice, and is verified by a comparison', async () => {
    const plate = number('DEMO-');
    const { body } = await add(system, 'vehicles', vehicleEntry(plate));
    const before = await foundAt(partner, { plate });
    await entryReceipt(system, 'vehicles', body.entryId, 'delivered');

    const path = `/v1/links/${there}/synchronisations`;
    const operator = new Machine(here, 'operator');
    expect((await system.call('api', 'POST', path)).status).toBe(403);
    const asked = await operator.call<{ id: string }>('api', 'POST', path);
    expect(asked.status).toBe(202);
    const ended = await eventually(async () => {
      const read = await system.call<Synchronisation>('api', 'GET', `${path}/${asked.body.id}`);
      return read.body.state === 'complete' && read.body;
    }, 'the synchronisation is complete');
    expect(ended).toMatchObject({ cause: 'asked', partner: there, reconciliation: expect.any(String) });
    expect(ended.seen).toBeGreaterThan(0);
    expect(await foundAt(partner, { plate })).toEqual(before);
    const unknown = await system.call('api', 'GET', `${path}/none`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'PSR_SYNCHRONISATION_UNKNOWN' } });
  });
});
