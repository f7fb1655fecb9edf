import { describe, expect, it } from '@jest/globals';
import { PasserelleError } from '../problems/passerelle-error.js';
import { correlation } from './correlation.js';
import { JsonLogger } from './json-logger.js';

describe('the log', () => {
  const lines: string[] = [];
  const clock = { now: () => new Date('2026-11-23T08:00:00Z') };
  const logger = new JsonLogger({ service: 'node', clock, write: (line) => lines.push(line) });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

  it('is one JSON object a line, with the correlation id of the work', () => {
    correlation.run('0a1b2c3d', () => logger.info('alert.stored', { alertId: 'a', offset: 7n }));
    expect(lines.at(-1)?.endsWith('}\n')).toBe(true);
    expect(last()).toEqual({
      at: '2026-11-23T08:00:00.000Z',
      level: 'info',
      service: 'node',
      event: 'alert.stored',
      correlationId: '0a1b2c3d',
      alertId: 'a',
      offset: '7',
    });
  });

  it("drops the message of an error that may quote data, and keeps our own errors' and the sockets'", () => {
    logger.failure('store.failed', new SyntaxError('Unexpected token in "Invented Person"'));
    expect(lines.at(-1)).not.toContain('Invented');
    expect(last()).toMatchObject({ level: 'error', error: 'SyntaxError', frames: expect.any(Array) });
    logger.failure('store.failed', new PasserelleError('PSR_EXAMPLE', 'the store is closed'));
    expect(last()).toMatchObject({ code: 'PSR_EXAMPLE', message: 'the store is closed' });
    logger.failure(
      'store.failed',
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { syscall: 'connect' }),
    );
    expect(last()).toMatchObject({ message: 'connect ECONNREFUSED 127.0.0.1:1' });
  });

  it("writes the framework's own lines under one event name", () => {
    logger.warn('Nest says something', 'NestApplication');
    expect(last()).toMatchObject({ event: 'framework', context: 'NestApplication' });
    logger.error(new TypeError('of "Invented Person"'));
    expect(last()).toMatchObject({ event: 'framework', error: 'TypeError' });
    expect(lines.at(-1)).not.toContain('Invented');
  });

  it('leaves out what is below its level', () => {
    const before = lines.length;
    logger.debug('link.poll', {});
    expect(lines).toHaveLength(before);
  });
});
