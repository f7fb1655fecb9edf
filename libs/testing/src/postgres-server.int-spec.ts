import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from './postgres-server.js';
import { runSql } from './sql.js';

describe('a PostgreSQL server', () => {
  let parent: string;
  let server: PostgresServer;

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'passerelle-postgres-'));
    // Closed to others, as a home folder is: the server must come up there too.
    await chmod(parent, 0o700);
    server = await startPostgres({ directory: join(parent, 'data') });
    await query('create table kept (word text)');
  }, 60_000);

  afterAll(async () => {
    await server.stop();
    await rm(parent, { recursive: true, force: true });
  }, 30_000);

  const query = (text: string) => runSql(server.url, text);

  it('speaks UTF-8 on loopback only, without a Unix socket', async () => {
    await expect(query('show server_encoding')).resolves.toEqual([{ server_encoding: 'UTF8' }]);
    await expect(query('show listen_addresses')).resolves.toEqual([{ listen_addresses: '127.0.0.1' }]);
    await expect(query('show unix_socket_directories')).resolves.toEqual([{ unix_socket_directories: '' }]);
  });

  it('refuses a wrong password', async () => {
    const url = new URL(server.url);
    url.password = 'wrong';
    await expect(runSql(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps what was committed when it is killed and started again', async () => {
    await query(`insert into kept values ('here')`);
    const before = server.pid;
    await server.kill();
    await server.restart();
    expect(server.pid).not.toBe(before);
    await expect(query('select word from kept')).resolves.toEqual([{ word: 'here' }]);
  }, 30_000);

  it('keeps it over an orderly restart', async () => {
    await server.restart();
    await expect(query('select word from kept')).resolves.toEqual([{ word: 'here' }]);
  }, 30_000);
});
