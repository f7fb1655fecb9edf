import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { canonicalBytes, digest } from '@passerelle/credential';
import { AgreementRegistry, takeAgreement } from '@passerelle/keys';
import { type Follower, type KafkaClient, readTopicToEnd, TopicRegistry } from '@passerelle/kafka';
import { HealthRegistry, JsonLogger } from '@passerelle/runtime';
import { KAFKA } from '../tokens.js';
import { SignedDocuments } from './signed-documents.js';

/** Knows every agreement published before the first request or record is handled, and follows what comes. */
@Injectable()
export class AgreementFeed implements OnModuleInit, OnApplicationShutdown {
  #follower: Follower | undefined;

  constructor(
    @Inject(AgreementRegistry) private readonly registry: AgreementRegistry,
    @Inject(KAFKA) private readonly kafka: KafkaClient,
    @Inject(TopicRegistry) private readonly topics: TopicRegistry,
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(SignedDocuments) private readonly documents: SignedDocuments,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.documents.note('ceremony', digest(canonicalBytes(this.registry.trust.ceremony)));
    this.health.register('agreements', () =>
      this.#follower ? Promise.resolve() : Promise.reject(new Error('reading')),
    );
    this.#follower = await readTopicToEnd(
      this.kafka,
      this.topics.agreement(),
      async ({ value }) => {
        const outcome = await takeAgreement(this.registry, value, this.logger);
        if (outcome.accepted) await this.documents.note('agreement', outcome.hash, outcome.partner);
      },
      { logger: this.logger },
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#follower?.stop();
  }
}
