import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { Clock, IdSource, RandomIds, SystemClock } from './clock.js';
import { HealthController } from './health/health.controller.js';
import { HealthRegistry } from './health/health.registry.js';
import { Metrics } from './health/metrics.js';
import { Door } from './http/door.js';
import { JsonLogger, type LogLevel } from './logging/json-logger.js';
import { DocumentPipe } from './problems/document-pipe.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { TRANSLATE_RULE, type TranslateRule } from './problems/translation.js';
import {
  AccessTokens,
  invalidToken,
  JwtAccessTokens,
  type AccessTokenRules,
} from './sign-in/access-tokens.js';
import { endProcess, ENDING, WentBack } from './restored/went-back.js';
import { BearerGuard } from './sign-in/bearer.guard.js';
import { Endpoints } from './sign-in/endpoints.js';
import type { Principal } from './sign-in/roles.js';

export interface RuntimeOptions {
  service: string;
  logLevel?: LogLevel;
  /** Whose tokens are accepted; none for a service without an API of its own (the bridge): every token is refused. */
  accessTokens?: AccessTokenRules;
  /** Says broken rules in the caller's language; left out, everybody reads English. */
  translateRule?: TranslateRule;
}

/** Clock, ids, logger, health, metrics, bearer guard, validation and problem details, for every module of the app. */
@Module({})
export class RuntimeModule {
  static forRoot(options: RuntimeOptions): DynamicModule {
    const { service, logLevel = 'info', accessTokens, translateRule = () => null } = options;
    return {
      module: RuntimeModule,
      global: true,
      imports: [DiscoveryModule],
      controllers: [HealthController],
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: IdSource, useClass: RandomIds },
        {
          provide: JsonLogger,
          useFactory: (clock: Clock) => new JsonLogger({ service, level: logLevel, clock }),
          inject: [Clock],
        },
        {
          provide: AccessTokens,
          useFactory: (clock: Clock) =>
            accessTokens ? new JwtAccessTokens(accessTokens, clock) : new NoAccessTokens(),
          inject: [Clock],
        },
        { provide: TRANSLATE_RULE, useValue: translateRule },
        Metrics,
        HealthRegistry,
        Door,
        { provide: ENDING, useValue: endProcess },
        WentBack,
        Endpoints,
        { provide: APP_GUARD, useClass: BearerGuard },
        { provide: APP_PIPE, useClass: DocumentPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [
        Clock,
        IdSource,
        JsonLogger,
        AccessTokens,
        Metrics,
        HealthRegistry,
        Door,
        WentBack,
        Endpoints,
      ],
    };
  }
}

class NoAccessTokens extends AccessTokens {
  override verify(): Promise<Principal> {
    return Promise.reject(invalidToken());
  }
}
