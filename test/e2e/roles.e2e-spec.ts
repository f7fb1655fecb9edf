import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { minted } from './support/minted-token.js';
import { eventually, Machine, nationCodes } from './support/sandbox.js';

/** Every operation that a service publishes, tried by every client; the table comes from its own description. */
const [here, there] = nationCodes();
const SERVICES = ['api', 'desk', 'auditor'] as const;
type Service = (typeof SERVICES)[number];
const CLIENT_ROLES: Record<string, string[]> = {
  system: ['system'],
  desk: ['desk'],
  auditor: ['auditor'],
  inspector: ['auditor', 'disclosure'],
  operator: ['operator'],
};

interface Operation {
  method: string;
  path: string;
  roles: string[];
}

const anyone = new Machine(here, 'system');
const clients = Object.keys(anyone.entry.clients);
const machines = new Map(clients.map((client) => [client, new Machine(here, client)]));

async function operationsOf(service: Service): Promise<Operation[]> {
  const { paths } = (await (await fetch(`${anyone.entry[service]}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { 'x-roles'?: string[] | 'public' }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const roles = operation['x-roles'];
      expect(roles).toBeDefined();
      const filled = path.replaceAll(/\{\w+\}/g, randomUUID());
      return Array.isArray(roles) ? [{ method: method.toUpperCase(), path: filled, roles }] : [];
    }),
  );
}

/** Only the status: a stream is closed as soon as it has begun. */
async function statusOf(service: Service, { method, path }: Operation, token?: string): Promise<number> {
  const closing = new AbortController();
  const response = await fetch(`${anyone.entry[service]}${path}`, {
    method,
    signal: closing.signal,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(method !== 'GET' && { 'content-type': 'application/json' }),
    },
    ...(method !== 'GET' && { body: '{}' }),
  });
  closing.abort();
  return response.status;
}

describe.each(SERVICES)('every operation of %s', (service) => {
  it.each(clients)('answers the client %s as its roles say', async (client) => {
    const roles = CLIENT_ROLES[client]!;
    expect(roles).toBeDefined();
    const token = await machines.get(client)!.token();
    const operations = await operationsOf(service);
    expect(operations.length).toBeGreaterThan(0);
    for (const operation of operations) {
      const status = await statusOf(service, operation, token);
      const allowed = operation.roles.some((role) => roles.includes(role));
      const told = `${operation.method} ${operation.path} ${status}`;
      if (allowed) expect([told, [401, 403].includes(status)]).toEqual([told, false]);
      else expect([told, status]).toEqual([told, 403]);
    }
  });

  it.each<[string, () => Promise<string | undefined>]>([
    ['no token', async () => undefined],
    ['nonsense', async () => 'x'],
    ['a token of the other nation', () => new Machine(there, 'system').token()],
    ['a token of the other nation for its desk', () => new Machine(there, 'desk').token()],
    ['a token with a changed signature', async () => changed(await anyone.token(), 2)],
    ['a token with a changed claim', async () => changed(await anyone.token(), 1)],
    ['a token with more roles under the old signature', async () => withMoreRoles(await anyone.token())],
    ['a token without signature', async () => unsigned(await anyone.token())],
    ['an expired token', () => minted(anyone, { exp: Math.floor(Date.now() / 1000) - 60 })],
    ['a token for another audience', () => minted(anyone, { aud: 'urn:elsewhere' })],
    ['a token of another issuer', () => minted(anyone, { iss: 'http://127.0.0.1:1' })],
    ['a token without a client', () => minted(anyone, { client_id: undefined })],
  ])('refuses %s everywhere', async (_, token) => {
    const bearer = await token();
    for (const operation of await operationsOf(service)) {
      const told = `${operation.method} ${operation.path}`;
      expect([told, await statusOf(service, operation, bearer)]).toEqual([told, 401]);
    }
  });
});

describe('what is public', () => {
  it.each(SERVICES)('%s says that it lives to anyone, and nothing else', async (service) => {
    const get = (path: string) => fetch(`${anyone.entry[service]}${path}`).then(({ status }) => status);
    expect(await Promise.all(['/health/live', '/openapi.json'].map(get))).toEqual([200, 200]);
    await eventually(async () => (await get('/health/ready')) === 200, `${service} ready`);
  });
});

function changed(token: string, part: number): string {
  const parts = token.split('.');
  const text = parts[part]!;
  const middle = Math.floor(text.length / 2);
  parts[part] = text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1);
  return parts.join('.');
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const decoded = (part = ''): object => JSON.parse(Buffer.from(part, 'base64url').toString()) as object;

function withMoreRoles(token: string): string {
  const [header, payload, signature] = token.split('.');
  const roles = ['system', 'desk', 'auditor', 'disclosure'];
  return [header, encoded({ ...decoded(payload), roles }), signature].join('.');
}

function unsigned(token: string): string {
  const [header, payload] = token.split('.');
  return `${encoded({ ...decoded(header), alg: 'none' })}.${payload}.`;
}
