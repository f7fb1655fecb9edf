import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { HealthRegistry } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { ConsumerPositionRepository } from './positions/consumer-position.repository.js';
import { dataSourceOptions } from './data-source.js';
import type { DatabaseApp } from './databases.js';
import { OutboxRepository } from './outbox/outbox.repository.js';

const RETRY_MS = 1_000;

/**
 * The app's `DataSource` with its `OutboxRepository` and `ConsumerPositionRepository`, for every module. A database
 * that is down at start is waited for; one that is down later makes the service not ready.
 */
@Module({})
export class DatabaseModule {
  static forRoot(app: Exclude<DatabaseApp, 'vault'>, url: string): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [connection(app, url)],
      providers: [
        repository(OutboxRepository),
        repository(ConsumerPositionRepository),
        readiness('database', getDataSourceToken()),
      ],
      exports: [OutboxRepository, ConsumerPositionRepository],
    };
  }

  /** The vault beside it: `@Inject(VAULT) dataSource`. */
  static vault(url: string): DynamicModule {
    return {
      module: VaultModule,
      global: true,
      imports: [connection('vault', url, 'vault')],
      providers: [readiness('vault', VAULT)],
    };
  }
}

@Module({})
class VaultModule {}

/** Injection token of the vault's `DataSource`. */
export const VAULT = getDataSourceToken('vault');

/** A provider of a repository on the app's `DataSource`. */
export function repository<T>(Repository: new (dataSource: DataSource) => T): {
  provide: typeof Repository;
  useFactory: (dataSource: DataSource) => T;
  inject: [typeof DataSource];
} {
  return {
    provide: Repository,
    useFactory: (dataSource) => new Repository(dataSource),
    inject: [DataSource],
  };
}

function connection(app: DatabaseApp, url: string, name?: string): DynamicModule {
  return TypeOrmModule.forRoot({
    ...dataSourceOptions(app, url),
    ...(name === undefined ? {} : { name }),
    retryAttempts: Number.MAX_SAFE_INTEGER,
    retryDelay: RETRY_MS,
  });
}

function readiness(name: string, token: ReturnType<typeof getDataSourceToken>) {
  class DatabaseReadiness implements OnModuleInit {
    constructor(
      @Inject(HealthRegistry) private readonly health: HealthRegistry,
      @Inject(token) private readonly dataSource: DataSource,
    ) {}

    onModuleInit(): void {
      this.health.register(name, () => this.dataSource.query('select 1'));
    }
  }
  return DatabaseReadiness;
}
