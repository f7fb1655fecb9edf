import { Controller, Get, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DatabaseModule, provisionDatabases, runMigrations } from '@passerelle/persistence';
import { Caller, createService, loadConfig, type Principal, Roles, RuntimeModule } from '@passerelle/runtime';
import { freePorts, postgresForTests, type TestPostgres } from '@passerelle/testing';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { DutyDeskConfig } from '../../../apps/duty-desk/src/config.js';
import { installOrigin } from '../../../apps/duty-desk/src/origin.js';
import { OpenIdProvider, type OfficerTokens } from '../../../apps/duty-desk/src/sign-in/openid-provider.js';
import { SessionKey } from '../../../apps/duty-desk/src/sign-in/session-key.js';
import { SignInModule } from '../../../apps/duty-desk/src/sign-in/sign-in.module.js';
import { AUDIENCE, CLIENT_ID, TestProvider } from './test-provider.js';
import { Upstream } from './upstream.js';

const NATION = 'XA';
export const COOKIE = 'passerelle-xa';
/** A string that only the page of the console holds. */
export const PAGE = '<!doctype html><title>console</title>';

/** Stands for the desk's own operations. */
@Controller('v1/whoami')
class WhoAmIController {
  @Get()
  @Roles('desk', 'post')
  read(@Caller() { subject, clientId, roles, post }: Principal): object {
    return { subject, clientId, roles, post };
  }

  @Post()
  @Roles('desk')
  change(@Caller() { subject }: Principal): object {
    return { subject };
  }
}

@Module({})
class OriginModule {}

/** The desk's edge on a real database, with a real provider before it and remembered services behind it. */
export class RunningOrigin {
  readonly #apps: NestExpressApplication[] = [];

  private constructor(
    readonly url: string,
    readonly provider: TestProvider,
    readonly api: Upstream,
    readonly auditor: Upstream,
    private readonly postgres: TestPostgres,
    private readonly databaseUrl: string,
    private readonly folder: string,
  ) {}

  static async start(): Promise<RunningOrigin> {
    const folder = mkdtempSync(join(tmpdir(), 'passerelle-origin-'));
    const [postgres, api, auditor, [deskPort, providerPort]] = await Promise.all([
      postgresForTests(),
      Upstream.start(),
      Upstream.start(),
      freePorts(2),
    ]);
    const suffix = randomBytes(4).toString('hex');
    const databases = await provisionDatabases({
      adminUrl: postgres.url,
      passwordOf: () => 'invented',
      databaseNames: { passerelle: `p_${suffix}`, vault: `v_${suffix}` },
    });
    const { url: databaseUrl, ownerUrl } = databases['duty-desk'];
    await runMigrations('duty-desk', ownerUrl);
    const url = `http://127.0.0.1:${deskPort}`;
    const issuer = `http://127.0.0.1:${providerPort}`;
    const provider = new TestProvider(issuer, url, join(folder, 'grants.json'));
    await provider.start();
    writeFiles(folder, provider);
    const origin = new RunningOrigin(url, provider, api, auditor, postgres, databaseUrl, folder);
    await origin.#listen(Number(deskPort));
    return origin;
  }

  /** One more instance of the same desk, as a second container would be; gives its address. */
  async secondInstance(): Promise<string> {
    return await this.#listen(0);
  }

  /** What the desk keeps for a session cookie. */
  async tokens(): Promise<{ key: string; tokens: OfficerTokens }[]> {
    const rows = await this.#database.query<{ key: string; sealed: string }[]>(
      'select key, sealed from officer_session order by started_at',
    );
    return await Promise.all(
      rows.map(async ({ key, sealed }) => ({
        key,
        tokens: (await this.#sessionKey.open<OfficerTokens>('officer-session', sealed))!,
      })),
    );
  }

  /** Makes every access token one that ends at `expiresAt`, for the desk. */
  async letAccessTokensEnd(expiresAt: Date): Promise<void> {
    for (const { key, tokens } of await this.tokens()) {
      const sealed = await this.#sessionKey.seal('officer-session', {
        ...tokens,
        expiresAt: expiresAt.toISOString(),
      });
      await this.#database.query('update officer_session set sealed = $2 where key = $1', [key, sealed]);
    }
  }

  /** Twelve hours later. */
  async letSessionsEnd(): Promise<void> {
    await this.#database.query(`update officer_session set ends_at = now() - interval '1 second'`);
  }

  /** The sessions as somebody reads them who stole the database. */
  async rows(): Promise<string> {
    return JSON.stringify(await this.#database.query('select * from officer_session'));
  }

  async refresh(tokens: OfficerTokens): Promise<OfficerTokens | null> {
    return await this.#openId.refresh(tokens);
  }

  async revoke(tokens: OfficerTokens): Promise<void> {
    await this.#openId.revoke(tokens);
  }

  async forgetSessions(): Promise<void> {
    await this.#database.query('delete from officer_session');
  }

  async stop(): Promise<void> {
    for (const app of this.#apps) await app.close();
    await this.provider.stop();
    this.api.stop();
    this.auditor.stop();
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #database(): DataSource {
    return this.#apps[0]!.get(DataSource);
  }

  get #openId(): OpenIdProvider {
    return this.#apps[0]!.get(OpenIdProvider, { strict: false });
  }

  get #sessionKey(): SessionKey {
    return this.#apps[0]!.get(SessionKey, { strict: false });
  }

  async #listen(port: number): Promise<string> {
    const config = loadConfig(DutyDeskConfig, this.#environment());
    const { oidcIssuer: issuer, oidcAudience: audience, oidcJwksUrl: jwksUrl } = config;
    const module = {
      module: OriginModule,
      imports: [
        RuntimeModule.forRoot({
          service: 'duty-desk',
          logLevel: 'fatal',
          accessTokens: { issuer, audience, jwksUrl },
        }),
        DatabaseModule.forRoot('duty-desk', config.databaseUrl),
        SignInModule.forRoot(config),
      ],
      controllers: [WhoAmIController],
    };
    const app = await createService(module, { edge: installOrigin });
    await app.listen(port, '127.0.0.1');
    this.#apps.push(app);
    return await app.getUrl();
  }

  #environment(): Record<string, string> {
    const { issuer } = this.provider;
    return {
      NATION,
      PARTNERS: 'XB',
      HTTP_PORT: '0',
      KAFKA_BROKERS: '127.0.0.1:1',
      OIDC_ISSUER: issuer,
      OIDC_JWKS_URL: `${issuer}/jwks`,
      OIDC_AUDIENCE: AUDIENCE,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_KEY_FILE: join(this.folder, 'client.pem'),
      SESSION_KEY_FILE: join(this.folder, 'session.key'),
      POSTS_FILE: join(this.folder, 'posts.json'),
      CONSOLE_DIR: join(this.folder, 'console'),
      PUBLIC_URL: this.url,
      API_URL: this.api.url,
      AUDITOR_URL: this.auditor.url,
      DATABASE_URL: this.databaseUrl,
    };
  }
}

function writeFiles(folder: string, provider: TestProvider): void {
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
  write('client.pem', provider.clientKey);
  write('session.key', randomBytes(32).toString('base64'));
  write('posts.json', JSON.stringify([{ code: 'XA-ONE', name: 'Post 1', lat: 15.6, lon: -9.3 }]));
  mkdirSync(join(folder, 'console', 'assets'), { recursive: true });
  write('console/index.html', PAGE);
  write('console/worker.js', 'self;');
  write('console/assets/index-abc123.js', 'plain');
  write('console/assets/index-abc123.js.br', 'as brotli');
  write('console/assets/index-abc123.js.gz', 'as gzip');
}
