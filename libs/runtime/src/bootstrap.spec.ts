import { Module, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { describe, expect, it } from '@jest/globals';
import { createService, startService } from './bootstrap.js';
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
});
