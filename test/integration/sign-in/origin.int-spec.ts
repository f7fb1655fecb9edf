import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { ScriptedBrowser } from '../../e2e/support/scripted-browser.js';
import { PAGE, RunningOrigin } from './running-origin.js';
import { PASSWORDS } from './test-provider.js';

const NAVIGATION = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-mode': 'navigate' };

describe('the one origin of the console', () => {
  let origin: RunningOrigin;
  let browser: ScriptedBrowser;
  beforeAll(async () => {
    origin = await RunningOrigin.start();
    browser = new ScriptedBrowser(origin.url);
    await browser.signIn('desk1', PASSWORDS.desk1);
  });
  afterAll(async () => {
    await origin?.stop();
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${origin.url}${path}`, { headers });

  describe('forwards', () => {
    it('what is under /api and /auditor, without the prefix and with a token in place of the cookie', async () => {
      await browser.call('GET', '/api/v1/alerts?origin=XB&since=2026-11-23T00%3A00%3A00Z');
      expect(origin.api.received.at(-1)).toMatchObject({
        method: 'GET',
        url: '/v1/alerts?origin=XB&since=2026-11-23T00%3A00%3A00Z',
        headers: { authorization: expect.stringMatching(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/) },
      });
      await browser.call('GET', '/auditor/v1/history');
      expect(origin.auditor.received.at(-1)?.url).toBe('/v1/history');
      for (const { headers } of [...origin.api.received, ...origin.auditor.received]) {
        expect(headers).not.toHaveProperty('cookie');
        expect(headers).not.toHaveProperty('x-csrf-token');
      }
    });

    it('bodies as they are, whatever they hold: to judge them is the other service', async () => {
      for (const body of ['{"a":1}', 'not json', 'é'.repeat(200_000)]) {
        const csrf = (await browser.session()).csrf ?? '';
        await browser.request('POST', `${origin.url}/api/v1/alerts`, {
          body,
          headers: { origin: origin.url, 'x-csrf-token': csrf, 'idempotency-key': 'k' },
        });
        expect(origin.api.received.at(-1)).toMatchObject({ body, headers: { 'idempotency-key': 'k' } });
      }
    });

    it('answers with their headers, under one correlation id', async () => {
      const answer = await browser.call('GET', '/api/v1/alerts/1');
      expect(answer.headers.get('etag')).toBe('"7"');
      expect(origin.api.received.at(-1)?.headers['correlation-id']).toBe(
        answer.headers.get('correlation-id'),
      );
    });

    it('long answers compressed, where the caller takes it', async () => {
      const raw = (headers: Record<string, string>) =>
        new Promise<{ encoding: string | undefined; bytes: number }>((resolve, reject) => {
          const asked = httpRequest(`${origin.url}/api/long`, { headers }, (answer) => {
            let bytes = 0;
            answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
            answer.on('end', () => resolve({ encoding: answer.headers['content-encoding'], bytes }));
          });
          asked.on('error', reject).end();
        });
      const plain = await raw({});
      const packed = await raw({ 'accept-encoding': 'gzip' });
      expect([plain.encoding, packed.encoding]).toEqual([undefined, 'gzip']);
      expect(packed.bytes).toBeLessThan(plain.bytes / 4);
    });

    it('answers as they come', async () => {
      const response = await get('/api/stream');
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader.read()).value).toBe('first;');
      origin.api.release();
      expect((await reader.read()).value).toBe('second');
    });

    it('neither health nor metrics of others', async () => {
      const before = origin.api.received.length;
      const paths = ['/api/health/ready', '/api/metrics', '/auditor/health/live'];
      for (const path of [...paths, '/api/METRICS', '/auditor/Health/ready', '/api/metrics/?x']) {
        expect((await get(path)).status).toBe(404);
      }
      expect(origin.api.received.length).toBe(before);
    });

    it('one request for each it was sent, however its length is told', async () => {
      const before = origin.api.received.length;
      const hidden = 'GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n';
      const chunked = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
      const lengths = [
        `Content-Length: 4\r\nTransfer-Encoding: chunked`,
        `Content-Length: 4\r\nContent-Length: 5`,
      ];
      for (const both of lengths) {
        expect(await sent(`POST /api/v1/alerts HTTP/1.1\r\nHost: x\r\n${both}\r\n\r\n${chunked}`)).toMatch(
          /^HTTP.1.1 400 /,
        );
      }
      expect(origin.api.received.length).toBe(before);
      for (const method of ['DELETE', 'GET', 'OPTIONS']) {
        await sent(
          `${method} /api/v1/alerts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunked}`,
        );
        expect(origin.api.received.at(-1)).toMatchObject({ method, url: '/v1/alerts', body: hidden });
      }
      expect(origin.api.received.length).toBe(before + 3);
    });

    it('and says as a problem that a service is away, or broke off', async () => {
      const broken = await get('/api/dies');
      expect([broken.status, broken.headers.get('content-type')]).toEqual([
        502,
        'application/problem+json; charset=utf-8',
      ]);
      origin.auditor.stop();
      const away = await get('/auditor/v1/history');
      expect([away.status, await away.json()]).toMatchObject([
        503,
        { code: 'PSR_SERVICE_UNAVAILABLE', status: 503 },
      ]);
    });
  });

  describe('serves the console', () => {
    it.each(['/', '/watch', '/write/7', '/alerts/a-b?c=d'])('page for a navigation to %s', async (path) => {
      const [headers, body, status] = await raw(path, 'identity', NAVIGATION);
      expect([status, body]).toEqual([200, PAGE]);
      expect(headers['cache-control']).toBe('no-store');
    });

    it.each([
      ['brotli', 'gzip, deflate, br', 'as brotli'],
      ['gzip', 'gzip', 'as gzip'],
      ['plain', 'identity', 'plain'],
    ])('files by content hash for a year, %s', async (_, encoding, body) => {
      const [headers, received] = await raw('/assets/index-abc123.js', encoding);
      expect(received).toBe(body);
      expect(headers).toMatchObject({
        'cache-control': 'public, max-age=31536000, immutable',
        'content-type': 'text/javascript',
        vary: 'Accept-Encoding',
      });
    });

    it('other files only while they are the newest', async () => {
      const response = await get('/worker.js');
      expect(response.headers.get('cache-control')).toBe('no-cache');
    });

    it.each([
      ['/v1/nothing', NAVIGATION],
      ['/api/health/ready', NAVIGATION],
      ['/session/nothing', NAVIGATION],
      ['/assets/gone-123.js', NAVIGATION],
      ['/watch', { accept: 'application/json' }],
      ['/watch', { accept: '*/*', 'sec-fetch-mode': 'cors' }],
      ['/../client.pem', NAVIGATION],
      ['/..%2fclient.pem', NAVIGATION],
      ['/%2e%2e/session.key', NAVIGATION],
    ])('never in place of what is missing: %s', async (path, headers) => {
      const [received, body, status] = await raw(path, 'identity', headers);
      expect([status, received['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
      expect(body).not.toContain('KEY');
    });
  });

  it.each(['/', '/assets/index-abc123.js', '/session', '/v1/whoami', '/api/v1/alerts', '/nothing.png'])(
    'sends the strict headers with %s',
    async (path) => {
      const { headers } = await get(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': [
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self' data: blob:",
          "connect-src 'self'",
          "manifest-src 'self'",
          "worker-src 'self'",
          `form-action 'self' ${origin.provider.issuer}`,
          "base-uri 'none'",
          "frame-ancestors 'none'",
        ].join(';'),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=()'),
      });
      expect(headers.has('x-powered-by')).toBe(false);
      expect(headers.has('access-control-allow-origin')).toBe(false);
    },
  );

  /** The answer to these very bytes. */
  async function sent(bytes: string): Promise<string> {
    const socket = connect(Number(new URL(origin.url).port), '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  }

  /** Without what fetch changes: the path as it is, the body as it comes. */
  function raw(
    path: string,
    encoding: string,
    headers: Record<string, string> = {},
  ): Promise<[headers: Record<string, unknown>, body: string, status: number]> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(origin.url);
      const options = { hostname, port, path, headers: { 'accept-encoding': encoding, ...headers } };
      httpRequest(options, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve([response.headers, body, response.statusCode ?? 0]));
      })
        .on('error', reject)
        .end();
    });
  }
});
