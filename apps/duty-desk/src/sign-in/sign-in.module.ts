import { type DynamicModule, Module } from '@nestjs/common';
import { loadSecret, loadSigningKey } from '@passerelle/keys';
import { OfficerSessionRepository, repository } from '@passerelle/persistence';
import { AccessTokens } from '@passerelle/runtime';
import { importPKCS8 } from 'jose';
import { DutyDeskConfig } from '../config.js';
import { OpenIdClientProvider } from './openid-client.provider.js';
import { OpenIdProvider } from './openid-provider.js';
import { OfficerSessions } from './officer-sessions.js';
import { POSTS, readPosts } from './posts.js';
import { SessionController } from './session.controller.js';
import { SessionCookies } from './session-cookies.js';
import { SessionKey } from './session-key.js';
import { SessionMiddleware } from './session.middleware.js';
import { SignInController } from './sign-in.controller.js';

/** Officers' sign-in by OpenID Connect, and their sessions. Key files that can not be read stop the start. */
@Module({})
export class SignInModule {
  static forRoot(config: DutyDeskConfig): DynamicModule {
    return {
      module: SignInModule,
      controllers: [SessionController, SignInController],
      providers: [
        { provide: DutyDeskConfig, useValue: config },
        { provide: SessionCookies, useFactory: () => new SessionCookies(config.nation, config.publicUrl) },
        {
          provide: SessionKey,
          useFactory: async () => new SessionKey(await loadSecret(config.sessionKeyFile)),
        },
        { provide: POSTS, useFactory: () => readPosts(config.postsFile) },
        {
          provide: OpenIdProvider,
          useFactory: (accessTokens: AccessTokens) => openIdProvider(config, accessTokens),
          inject: [AccessTokens],
        },
        repository(OfficerSessionRepository),
        OfficerSessions,
        SessionMiddleware,
      ],
      exports: [SessionMiddleware, OfficerSessions],
    };
  }
}

async function openIdProvider(config: DutyDeskConfig, accessTokens: AccessTokens): Promise<OpenIdProvider> {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientKeyFile, publicUrl } = config;
  const { key } = await loadSigningKey(oidcClientKeyFile);
  const pem = String(key.export({ type: 'pkcs8', format: 'pem' }));
  const redirectUri = new URL('/session/callback', publicUrl).href;
  const clientKey = await importPKCS8(pem, 'ES256');
  return new OpenIdClientProvider({ issuer, clientId, clientKey, redirectUri }, accessTokens);
}
