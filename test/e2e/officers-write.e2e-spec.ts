import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { alertOf } from './support/alerts.js';
import { minted } from './support/minted-token.js';
import { Machine, nationCodes } from './support/sandbox.js';

/** Officers write alerts as national systems do, each under keys of their own. */
const [here] = nationCodes();
const desk = new Machine(here, 'desk');

const as = async (sub: string, role: string): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await minted(desk, { sub, client_id: 'console', roles: [role] })}`,
});

describe.each(['desk', 'post', 'supervisor', 'national-centre'])('an officer with the role %s', (role) => {
  it('issues, updates, withdraws and follows an alert', async () => {
    const headers = await as(`${role}-officer`, role);
    const call = (method: string, path: string, body?: object, more: Record<string, string> = {}) =>
      desk.call('api', method, `/v1/alerts${path}`, { body, headers: { ...headers, ...more } });
    const alert = alertOf('STOLEN-VEHICLE');
    expect((await call('POST', '/preview', alert)).status).toBe(200);
    const issued = await call('POST', '', alert, { 'idempotency-key': randomUUID() });
    expect(issued.status).toBe(201);
    const path = `/${String(issued.body['alertId'])}`;
    expect((await call('PUT', path, alertOf('STOLEN-VEHICLE'), { 'if-match': '"1"' })).status).toBe(200);
    expect((await call('GET', `${path}/receipts`)).status).toBe(200);
    expect((await call('POST', `${path}/withdrawal`, { reason: 'resolved' })).body['state']).toBe(
      'withdrawn',
    );
  });
});

describe('an idempotency key', () => {
  it('is the officer’s own, though both came through one console', async () => {
    const key = randomUUID();
    const ids = [];
    for (const sub of ['officer-a', 'officer-b', 'officer-a']) {
      const headers = { ...(await as(sub, 'desk')), 'idempotency-key': key };
      const body = sub === 'officer-a' ? FIRST : SECOND;
      ids.push((await desk.call('api', 'POST', '/v1/alerts', { body, headers })).body['alertId']);
    }
    expect(ids[2]).toBe(ids[0]);
    expect(ids[1]).not.toBe(ids[0]);
  });
});

const FIRST = alertOf('STOLEN-VEHICLE');
const SECOND = alertOf('STOLEN-VEHICLE');
