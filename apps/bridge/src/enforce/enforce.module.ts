import { type DynamicModule, Module } from '@nestjs/common';
import { AgreementRegistry, loadGateKey, loadSigningKey, loadTrust } from '@passerelle/keys';
import { createKafka, serviceConnection, topicRegistry } from '@passerelle/kafka';
import { Clock, IdSource, JsonLogger, RuntimeModule } from '@passerelle/runtime';
import { randomBytes } from 'node:crypto';
import type { EnforceConfig } from '../config.js';
import { EnforceLinks } from './enforce-links.js';
import type { Enforcement } from './enforcement.js';
import { ENFORCE_CONFIG, ENFORCEMENT, KAFKA } from './tokens.js';

/** Decides, strips, signs and seals. Holds the release key; has no way to the partner. */
@Module({})
export class EnforceModule {
  static async forRoot(config: EnforceConfig): Promise<DynamicModule> {
    const { nation, partners, logLevel } = config;
    const agreements = new AgreementRegistry(await loadTrust(config.trustFile, nation), partners);
    const releaseKey = await loadSigningKey(config.releaseKeyFile);
    const bridgeSeal = await loadGateKey(config.bridgeSealKeyFile);
    const topics = topicRegistry(nation, partners, { partitions: config.payloadPartitions });
    return {
      module: EnforceModule,
      imports: [RuntimeModule.forRoot({ service: 'bridge-enforce', logLevel })],
      providers: [
        { provide: ENFORCE_CONFIG, useValue: config },
        {
          provide: KAFKA,
          useFactory: (logger: JsonLogger) =>
            createKafka(serviceConnection(`${nation.toLowerCase()}-bridge-enforce`, config), logger),
          inject: [JsonLogger],
        },
        {
          provide: ENFORCEMENT,
          useFactory: (clock: Clock, ids: IdSource): Enforcement => ({
            nation,
            agreements,
            topics,
            releaseKey,
            bridgeSeal,
            clock,
            ids,
            random: randomBytes,
          }),
          inject: [Clock, IdSource],
        },
        EnforceLinks,
      ],
    };
  }
}
