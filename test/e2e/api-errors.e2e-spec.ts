import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { alertOf } from './support/alerts.js';
import { type Answer, Machine, nationCodes } from './support/sandbox.js';

/** Bad input is refused with field and rule (RFC 9457), and no answer repeats what was sent. */
const [here] = nationCodes();
const system = new Machine(here, 'system');
/** Stands in every wrong value; no answer may hold it. */
const MARK = 'Tamrane-7f3a';

interface Problem {
  code: string;
  status: number;
  errors?: { path: string; rule: string; message: string }[];
}

const send = async (raw: string, headers: Record<string, string> = {}): Promise<Answer<Problem>> => {
  const answer = await system.call<Problem>('api', 'POST', '/v1/alerts', {
    raw,
    headers: { 'idempotency-key': randomUUID(), ...headers },
  });
  expect(JSON.stringify(answer.body)).not.toContain(MARK);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return answer;
};

/** A sound alert with one member replaced. */
const withMember = (pointer: string, value: unknown): object => {
  const alert = structuredClone(alertOf('CATTLE-THEFT', { livestock: { species: 'cattle', count: 3 } }));
  const path = pointer.slice(1).split('/');
  const last = path.pop()!;
  let parent = alert as Record<string, unknown>;
  for (const member of path) parent = parent[member] as Record<string, unknown>;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return alert;
};

describe('what is no document', () => {
  const padded = (bytes: number) => JSON.stringify({ reference: MARK.padEnd(bytes, 'x') });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['no JSON', `{"category": ${MARK}`, {}, 400, 'PSR_MALFORMED'],
    ['half a document', '{"category":"ARMS"', {}, 400, 'PSR_MALFORMED'],
    ['a lone surrogate', String.raw`{"reference":"\ud800"}`, {}, 400, 'PSR_MALFORMED'],
    ['NUL in a text', String.raw`{"reference":"a\u0000"}`, {}, 400, 'PSR_MALFORMED'],
    ['a prototype', '{"__proto__":{"category":"ARMS"}}', {}, 400, 'PSR_MALFORMED'],
    ['endless nesting', '['.repeat(5_000) + ']'.repeat(5_000), {}, 400, 'PSR_MALFORMED'],
    ['just over 256 KB', padded(262_144), {}, 413, 'PSR_BODY_TOO_LARGE'],
    ['1 MB', padded(1_048_576), {}, 413, 'PSR_BODY_TOO_LARGE'],
    ['another content type', '{}', { 'content-type': 'text/plain' }, 415, 'PSR_CONTENT_TYPE'],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'PSR_CONTENT_TYPE'],
    [
      'another character set',
      '{}',
      { 'content-type': 'application/json; charset=x' },
      415,
      'PSR_CONTENT_TYPE',
    ],
    ['a list', '[]', {}, 422, 'PSR_VALIDATION'],
    ['null', 'null', {}, 422, 'PSR_VALIDATION'],
    ['a text', `"${MARK}"`, {}, 422, 'PSR_VALIDATION'],
    ['an empty document', '{}', {}, 422, 'PSR_VALIDATION'],
  ])('%s', async (_, raw, headers, status, code) => {
    expect(await send(raw, headers)).toMatchObject({ status, body: { status, code } });
  });

  it('a bomb: large only once unpacked', async () => {
    const response = await fetch(`${system.entry.api}/v1/alerts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await system.token()}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'idempotency-key': randomUUID(),
      },
      body: gzipSync(padded(5_000_000)),
    });
    expect(response.status).toBe(413);
  });
});

describe('a document that breaks a rule', () => {
  it.each<[string, unknown, string?]>([
    ['/category', undefined],
    ['/category', MARK],
    ['/category', 7],
    ['/category', ['ARMS']],
    ['/action', MARK],
    ['/action', 'RESCUE-ALL'],
    ['/urgency', 'Urgent'],
    ['/status', null],
    ['/handling', 'H4'],
    ['/legalGround', MARK],
    ['/legalGround', 'POLITICAL'],
    ['/legalGround', 'MILITARY'],
    ['/legalGround', 'RELIGIOUS'],
    ['/legalGround', 'ETHNIC'],
    ['/evaluation', undefined],
    ['/evaluation', MARK],
    ['/evaluation/source', 'D'],
    ['/warnings', 'ARMED'],
    ['/warnings', [MARK]],
    ['/expiresAt', MARK],
    ['/expiresAt', '2031-02-30T00:00:00Z'],
    ['/expiresAt', '2031-01-01'],
    ['/expiresAt', '2001-01-01T00:00:00Z'],
    ['/expiresAt', '2999-01-01T00:00:00Z'],
    ['/reference', 'x'.repeat(101)],
    ['/reference', { text: MARK }],
    ['/surprise', MARK],
    ['/person', [MARK]],
    ['/person/tribe', MARK],
    ['/person/names', { 0: MARK }],
    ['/person/names/0/full', ''],
    ['/person/names/0/script', MARK],
    ['/person/birth/date', '1987-02-30'],
    ['/person/birth/date', '2087-05-02'],
    ['/person/birth/date', MARK],
    ['/person/birth/precision', 'year'],
    ['/person/sex', MARK],
    ['/person/nationalities', [MARK]],
    ['/person/documents/0/type', MARK],
    ['/person/documents/0/number', 5],
    ['/person/phones', [MARK]],
    ['/person/protection', MARK],
    ['/person/portrait', `${MARK}!`],
    ['/livestock/count', 1.5],
    ['/livestock/species', MARK],
    ['/place/lat', 91],
    ['/place/lon', '-6.4'],
    ['/place/post', MARK],
    ['/phrases', [`${MARK}\u0007`], '/phrases'],
    ['/narrative/language', MARK],
    ['/source/type', MARK],
  ])('%s %j', async (path, value) => {
    const { status, body } = await send(JSON.stringify(withMember(path, value)));
    expect([status, body.code]).toEqual([422, 'PSR_VALIDATION']);
    const pointers = body.errors!.map((error) => error.path);
    expect(pointers.some((pointer) => pointer === path || pointer.startsWith(`${path}/`))).toBe(true);
    for (const { rule, message } of body.errors!) {
      expect(rule).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(message.length).toBeGreaterThan(0);
    }
  });

  it('names every broken field at once', async () => {
    const alert = { ...alertOf('ARMS'), category: MARK, urgency: MARK, person: { sex: MARK } };
    const { body } = await send(JSON.stringify(alert));
    expect(body.errors!.map(({ path }) => path).sort()).toEqual(['/category', '/person/sex', '/urgency']);
  });

  it('says so for an update, a withdrawal and a preview too', async () => {
    const { alertId } = (await system.issue(alertOf('ARMS'))).body;
    const wrong = { ...alertOf('ARMS'), reference: { text: MARK } };
    const answers = [
      await system.update(alertId, 1, wrong),
      await system.call('api', 'POST', '/v1/alerts/preview', { body: wrong }),
      await system.call('api', 'POST', `/v1/alerts/${alertId}/withdrawal`, { body: { reason: MARK } }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(422);
      expect(JSON.stringify(answer.body)).not.toContain(MARK);
    }
    expect((await system.call('api', 'GET', `/v1/alerts/${alertId}`)).body).toMatchObject({ version: 1 });
  });
});
