import { type INestApplication, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import { createService, startService } from '../bootstrap.js';
import { RuntimeModule } from '../runtime.module.js';
import { ENDING, WentBack } from './went-back.js';

const SENTENCES: Record<string, string> = { fr: 'revenue à un état antérieur', ar: 'عادت إلى حالة سابقة' };
const translateRule = (rule: string, language: string): string | null =>
  rule === 'database-went-back' ? (SENTENCES[language] ?? null) : null;

let found: () => void;
let happened: string[];

@Module({ imports: [RuntimeModule.forRoot({ service: 'a-service', logLevel: 'fatal', translateRule })] })
class RestoredModule implements OnModuleInit {
  constructor(@Inject(WentBack) private readonly wentBack: WentBack) {}

  async onModuleInit(): Promise<void> {
    setImmediate(found);
    await this.wentBack.standStill({ link: 'a-link' });
    happened.push('initialised');
  }

  onApplicationBootstrap(): void {
    happened.push('timers');
  }
}

describe('a service whose database went back', () => {
  let app: INestApplication;

  beforeEach(async () => {
    happened = [];
    const finding = new Promise<void>((resolve) => (found = resolve));
    app = await createService(RestoredModule);
    void startService(app, { httpPort: 0, httpHost: '127.0.0.1' });
    await finding;
  });
  afterEach(() => app.close());

  const ask = (path: string, language = 'en', method = 'GET'): Promise<Response> => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    return fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { 'accept-language': language } });
  };

  it('refuses every request, and names the remedy', async () => {
    for (const method of ['GET', 'POST', 'PUT']) {
      const answer = await ask('/v1/alerts', 'en', method);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, null]);
      expect(await answer.json()).toMatchObject({
        code: 'PSR_DATABASE_WENT_BACK',
        detail: expect.stringContaining('passctl database restored'),
      });
    }
  });

  it.each(['fr', 'ar'])('says so in the language that is asked for: %s', async (language) => {
    const answer = await ask('/v1/alerts', language);
    expect(answer.headers.get('content-language')).toBe(language);
    expect(await answer.json()).toMatchObject({ detail: SENTENCES[language] });
  });

  it('is alive, and an alarm to whoever asks for its readiness or its metrics', async () => {
    expect((await ask('/health/live')).status).toBe(200);
    const ready = await ask('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, checks: { http: 'alarm: PSR_DATABASE_WENT_BACK' } },
    ]);
    expect(await (await ask('/metrics')).text()).toContain(
      'passerelle_worker_state{worker="http",state="alarm"} 1',
    );
  });

  it('begins nothing', async () => {
    await ask('/v1/alerts');
    expect(happened).toEqual([]);
  });
});

describe('a service whose database goes back while it runs', () => {
  it('ends, with what it remembers', async () => {
    const app = await createService(RuntimeModule.forRoot({ service: 'a-service', logLevel: 'fatal' }));
    const reasons: Error[] = [];
    const ended = new WentBack(
      { hold: () => () => undefined } as never,
      { error: () => undefined } as never,
      (reason) => void reasons.push(reason),
    );
    ended.end({ link: 'a-link' });
    expect(reasons).toMatchObject([{ code: 'PSR_DATABASE_WENT_BACK' }]);
    expect(app.get(ENDING)).toBeInstanceOf(Function);
    await app.close();
  });
});
