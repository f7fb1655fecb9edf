import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePorts, GuardedProcess, Guardian } from '@passerelle/testing';
import { untilAnswers } from './http-ready.js';
import { Supervisor, type Unit } from './supervisor.js';

const SLEEP = 'setInterval(() => {}, 1000)';
const PATIENCE = { everyMs: 300, failures: 3 };
const answer = (port: number) =>
  `require('node:http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1')`;
const sayWhenEnded = (word: string) =>
  `process.on('SIGTERM', () => { console.log('${word}'); process.exit(0); }); ${SLEEP}`;

describe('the supervisor', () => {
  let directory: string;
  let guardian: Guardian;
  let supervisor: Supervisor;
  let said: string[];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'passerelle-supervisor-'));
    guardian = await Guardian.start();
    said = [];
    supervisor = new Supervisor((line) => said.push(line), PATIENCE);
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

  it('starts again what stands still without ending, and says what the kernel saw', async () => {
    const [port] = (await freePorts(1)) as [number];
    const liveness = `http://127.0.0.1:${port}`;
    const answering = { ...unit(answer(port)), liveness };
    await supervisor.start(answering);
    await untilAnswers(liveness);
    const frozen = supervisor.pidOf(answering);
    await pause(2 * PATIENCE.everyMs); // it has been seen to answer
    process.kill(frozen, 'SIGSTOP');
    while (supervisor.pidOf(answering) === frozen) await pause(50);
    await untilAnswers(liveness);
    expect(said).toEqual([
      expect.stringContaining(`XA sleeper service (${frozen}) does not answer any more`),
    ]);
    if (platform() === 'linux') expect(said[0]).toContain('T (stopped)');
  });

  it('lets a process take its time to its first answer', async () => {
    const [port] = (await freePorts(1)) as [number];
    const silent = { ...unit(SLEEP), liveness: `http://127.0.0.1:${port}` };
    await supervisor.start(silent);
    const pid = supervisor.pidOf(silent);
    await pause(2 * PATIENCE.everyMs * PATIENCE.failures);
    expect(supervisor.pidOf(silent)).toBe(pid);
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
