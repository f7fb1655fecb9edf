import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GuardedProcess, Guardian } from '@passerelle/testing';
import { Supervisor, type Unit } from './supervisor.js';

const SLEEP = 'setInterval(() => {}, 1000)';
const sayWhenEnded = (word: string) =>
  `process.on('SIGTERM', () => { console.log('${word}'); process.exit(0); }); ${SLEEP}`;

describe('the supervisor', () => {
  let directory: string;
  let guardian: Guardian;
  let supervisor: Supervisor;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'passerelle-supervisor-'));
    guardian = await Guardian.start();
    supervisor = new Supervisor();
  });

  afterEach(async () => {
    await supervisor.stop();
    await guardian.release();
    await rm(directory, { recursive: true, force: true });
  });

  function unit(script: string, layer: Unit['layer'] = 'service'): Unit {
    const log = join(directory, 'log');
    return {
      name: 'sleeper',
      nation: 'XA',
      role: layer,
      layer,
      log,
      spawn: () =>
        GuardedProcess.start({
          command: process.execPath,
          args: ['-e', script],
          cwd: directory,
          env: {},
          logFile: log,
          guardian,
        }),
      untilReady: async () => {},
    };
  }

  it('brings back within a second what was killed, and makes the new pid known', async () => {
    const sleeper = unit(SLEEP);
    const published: number[] = [];
    await supervisor.start(sleeper);
    await supervisor.publish(async () => void published.push(supervisor.pidOf(sleeper)));
    for (let round = 1; round <= 3; round += 1) {
      const before = supervisor.pidOf(sleeper);
      process.kill(before, 'SIGKILL');
      await pause(950);
      expect(supervisor.pidOf(sleeper)).not.toBe(before);
      expect(published).toHaveLength(round + 1);
      expect(published.at(-1)).toBe(supervisor.pidOf(sleeper));
    }
  });

  it('stops services before the servers they need, and lets none come back', async () => {
    const server = unit(sayWhenEnded('server'), 'server');
    const service = unit(sayWhenEnded('service'));
    await supervisor.start(server);
    await supervisor.start(service);
    await pause(500);
    await supervisor.stop();
    expect(await readFile(server.log, 'utf8')).toBe('service\nserver\n');
  });

  it('gives a start up when a process does not stay, and quotes the end of its log', async () => {
    await supervisor.start(unit(`console.log('the configuration has 1 problem'); process.exit(1)`));
    await expect(supervisor.failed).rejects.toThrow('the configuration has 1 problem');
  }, 15_000);
});
