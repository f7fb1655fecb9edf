import { Module, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import { createService, startService } from './bootstrap.js';
import { Door } from './http/door.js';
import { PasserelleError } from './problems/passerelle-error.js';
import { RuntimeModule } from './runtime.module.js';

const happened: string[] = [];

@Module({ imports: [RuntimeModule.forRoot({ service: 'a-service' })] })
class SlowModule implements OnModuleInit, OnApplicationBootstrap {
  async onModuleInit(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 50));
    happened.push('read what handlers need');
  }

  onApplicationBootstrap(): void {
    happened.push('modules ready');
  }
}

class Events extends Server implements CustomTransportStrategy {
  listen(callback: () => void): void {
    happened.push('events');
    callback();
  }

  close(): void {}

  override on(): never {
    throw new Error('no events');
  }

  override unwrap(): never {
    throw new Error('no client');
  }
}

describe('a service that starts', () => {
  it('hands over no event before every module is initialised', async () => {
    const app = await createService(SlowModule, { strategies: () => [new Events()] });
    await startService(app, { httpPort: 0, httpHost: '127.0.0.1' });
    await app.close();
    expect(happened).toEqual(['read what handlers need', 'modules ready', 'events']);
  });

  it('answers from its first moment: alive, not ready, and 503 with the reason for everything else', async () => {
    const app = await createService(WaitingModule);
    const start = startService(app, { httpPort: 0, httpHost: '127.0.0.1' });
    await waiting;
    const asked = await Promise.all(
      ['/health/live', '/health/ready', '/v1/herds'].map((path) => ask(app, path)),
    );
    goOn();
    await start;
    const after = await ask(app, '/health/ready');
    await app.close();
    expect(asked).toEqual([
      [200, { status: 'ok' }],
      [503, { ready: false, checks: { http: 'starting: PSR_STARTING' } }],
      [503, expect.objectContaining({ code: 'PSR_STARTING', status: 503, title: 'Service Unavailable' })],
    ]);
    expect(after).toEqual([200, { ready: true, checks: { http: 'ok' } }]);
  });

  it('is closed while a module holds the door, with the reason that it gives, and opens after the last of them', async () => {
    const app = await createService(RuntimeModule.forRoot({ service: 'a-service' }));
    await startService(app, { httpPort: 0, httpHost: '127.0.0.1' });
    const reason = new PasserelleError('PSR_RECOVERING', 'not yet', { status: 503 });
    const release = [app.get(Door).hold(reason), app.get(Door).hold(reason)];
    const codes = async () => [(await ask(app, '/v1/herds'))[0], (await ask(app, '/health/live'))[0]];
    expect((await ask(app, '/v1/herds'))[1]).toMatchObject({ code: 'PSR_RECOVERING' });
    release[0]!();
    expect(await codes()).toEqual([503, 200]);
    release[1]!();
    expect(await codes()).toEqual([404, 200]);
    await app.close();
  });
});

let goOn = (): void => {};
let begun = (): void => {};
const waiting = new Promise<void>((resolve) => (begun = resolve));

@Module({ imports: [RuntimeModule.forRoot({ service: 'a-service' })] })
class WaitingModule implements OnModuleInit {
  onModuleInit(): Promise<void> {
    return new Promise((resolve) => {
      goOn = resolve;
      begun();
    });
  }
}

async function ask(app: NestExpressApplication, path: string): Promise<[number, unknown]> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return [response.status, await response.json()];
}
