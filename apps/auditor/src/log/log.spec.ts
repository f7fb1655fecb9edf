import type { NestExpressApplication } from '@nestjs/platform-express';
import { Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fsck, signedBy, TlogDirectory } from '@passerelle/evidence';
import { AccessTokens, createService, RuntimeModule } from '@passerelle/runtime';
import { get as getRaw } from 'node:http';
import { MemoryFiles } from '../../../../libs/evidence/test/memory-files.js';
import { newLog } from '../../../../libs/evidence/test/people.js';
import { LogController } from './log.controller.js';
import { ServedLog } from './served-log.js';

const SIZE = 300;
const signer = newLog();

async function serving(log: ServedLog): Promise<NestExpressApplication> {
  @Module({
    imports: [RuntimeModule.forRoot({ service: 'auditor', logLevel: 'fatal' })],
    controllers: [LogController],
    providers: [{ provide: ServedLog, useValue: log }],
  })
  class Served {}
  const app = await createService(Served);
  app.get(AccessTokens).verify = (token) =>
    Promise.resolve({ subject: token, clientId: token, roles: [token], expiresAt: new Date(8.64e15) });
  await app.listen(0, '127.0.0.1');
  return app;
}

describe('the transparency log over HTTP', () => {
  let app: NestExpressApplication;
  let base: string;
  let files: MemoryFiles;

  beforeAll(async () => {
    files = new MemoryFiles();
    const log = await TlogDirectory.create(files, signer);
    await log.append(Array.from({ length: SIZE }, (_, n) => Buffer.from(`leaf ${n}`)));
    // What an append that died leaves beyond the checkpoint.
    files.put('tile/0/001', Buffer.alloc(256 * 32));
    files.put('tile/0/001.p/45', Buffer.alloc(45 * 32));
    files.put('secret', Buffer.from('secret'));
    app = await serving(new ServedLog(files));
    base = await app.getUrl();
  });
  afterAll(() => app?.close());

  const get = (path: string, role = 'auditor'): Promise<Response> =>
    fetch(`${base}/log/${path}`, { headers: { authorization: `Bearer ${role}` } });
  const bytesOf = async (path: string): Promise<Buffer> => Buffer.from(await (await get(path)).arrayBuffer());

  it('serves the checkpoint as it was signed, to be asked for again each time', async () => {
    const answer = await get('checkpoint');
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'no-store',
    ]);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(files.at('checkpoint'));
  });

  it.each([
    ['tile/0/000', 'private, max-age=31536000, immutable'],
    ['tile/entries/000', 'private, max-age=31536000, immutable'],
    ['tile/0/001.p/44', 'no-store'],
    ['tile/entries/001.p/44', 'no-store'],
    ['tile/1/000.p/1', 'no-store'],
  ])('serves %s byte for byte, to be kept: %s', async (path, cached) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'application/octet-stream',
      cached,
    ]);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(files.at(path));
  });

  it('gives whoever copies it a log in which nothing is wrong', async () => {
    const copied = new MemoryFiles();
    const covered = ['0/000', '0/001.p/44', '1/000.p/1', 'entries/000', 'entries/001.p/44'];
    for (const path of ['checkpoint', ...covered.map((tile) => `tile/${tile}`)])
      copied.put(path, await bytesOf(path));
    for await (const finding of fsck(copied, signedBy(signer.key))) throw new Error(JSON.stringify(finding));
  });

  it.each([
    ['tile/0/001', 'lies beyond the checkpoint'],
    ['tile/0/001.p/45', 'lies beyond the checkpoint'],
    ['tile/0/002', 'is not there'],
    ['tile/0/000.p/256', 'is no path of a tile'],
    ['tile/0/x000/000', 'is another spelling'],
    ['tile/0/0', 'is another spelling'],
    ['tile/secret', 'is no tile'],
    ['secret', 'is nothing of a log'],
    ['tile/0/..%2f..%2fsecret', 'leads elsewhere'],
    ['tile/0/..%5c..%5csecret', 'leads elsewhere'],
    ['tile/%00', 'is nothing'],
  ])('has no %s, which %s', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ]);
  });

  it('leads nowhere by a path that no client cleaned', async () => {
    const { port } = new URL(base);
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: 'Bearer auditor' };
      getRaw({ port, path: '/log/tile/../secret', headers }, ({ statusCode }) => resolve(statusCode)).on(
        'error',
        reject,
      );
    });
    expect(status).toBe(404);
  });

  it.each(['desk', 'system', 'disclosure', 'operator'])('refuses it to the role %s', async (role) => {
    for (const path of ['checkpoint', 'tile/0/000']) expect((await get(path, role)).status).toBe(403);
  });

  it('refuses it to whoever shows no token', async () => {
    for (const path of ['checkpoint', 'tile/0/000'])
      expect((await fetch(`${base}/log/${path}`)).status).toBe(401);
  });
});

describe('an auditor without a log', () => {
  it.each([
    ['where none is kept', new ServedLog(null)],
    ['where none was begun yet', new ServedLog(new MemoryFiles())],
  ])('says that there is none %s', async (_, log) => {
    const app = await serving(log);
    const headers = { authorization: 'Bearer auditor' };
    for (const path of ['checkpoint', 'tile/0/000']) {
      const answer = await fetch(`${await app.getUrl()}/log/${path}`, { headers });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        404,
        'PSR_LOG_UNKNOWN',
      ]);
    }
    await app.close();
  });
});
