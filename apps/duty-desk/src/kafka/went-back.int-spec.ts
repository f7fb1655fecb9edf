import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createDataSource } from '@passerelle/persistence';
import { startService, WentBack } from '@passerelle/runtime';
import { kafkaForTests, postgresForTests } from '@passerelle/testing';
import type { AddressInfo } from 'node:net';
import { RunningDesk } from '../../test/running-desk.js';
import { EscalationScheduler } from '../escalation/escalation-scheduler.js';

jest.setTimeout(60_000);

describe('a desk whose database went back and that nobody declared restored', () => {
  let desk: RunningDesk;
  let started: NestExpressApplication | undefined;

  beforeAll(async () => {
    desk = await RunningDesk.start([kafkaForTests(), postgresForTests()]);
    const { notificationId, alertId } = await desk.filed();
    await desk.post(`/notifications/${notificationId}/acknowledgement`);
    await desk.written('desk-action', alertId, 1);
  }, 120_000);
  afterEach(() => started?.close());
  afterAll(async () => {
    await desk?.close();
  });

  /** As a backup from before the officer's act would leave it. */
  const restoreOutbox = async (): Promise<void> => {
    const owner = await createDataSource('duty-desk', desk.servers.urls.ownerUrl).initialize();
    for (const table of ['outbox', 'outbox_pruned']) await owner.query(`delete from ${table}`);
    await owner.query(`select setval('outbox_seq', 1, false)`);
    await owner.destroy();
  };
  const ask = (path: string): Promise<Response> => {
    const address = started!.getHttpServer().address() as AddressInfo | null;
    return fetch(`http://127.0.0.1:${address?.port ?? 1}${path}`);
  };
  const codeOf = async (path: string): Promise<unknown> => {
    const { code } = (await (await ask(path)).json()) as { code?: unknown };
    return code;
  };
  const eventually = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
    for (const until = performance.now() + 30_000; performance.now() < until;) {
      if (await holds().catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`waited in vain for ${what}`);
  };

  it('ends where it finds that while it runs', async () => {
    const end = jest.spyOn(desk.app.get(WentBack), 'end').mockImplementation(() => undefined);
    await restoreOutbox();
    await eventually('the end', async () => end.mock.calls.length > 0);
    expect(end.mock.calls[0]![0]).toMatchObject({ alarm: 'PSR_LINK_POSITION_AHEAD' });
  });

  it('serves nobody and begins nothing where it is started', async () => {
    started = await desk.instance();
    const begun = jest.spyOn(started.get(EscalationScheduler), 'onApplicationBootstrap');
    void startService(started, { httpPort: 0, httpHost: '127.0.0.1' });
    await eventually('the verdict', async () => (await codeOf('/v1/queue')) === 'PSR_DATABASE_WENT_BACK');
    const ready = await ask('/health/ready');
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { checks: { http: 'alarm: PSR_DATABASE_WENT_BACK' } },
    ]);
    expect((await ask('/health/live')).status).toBe(200);
    expect(begun).not.toHaveBeenCalled();
  });
});
