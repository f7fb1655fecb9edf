import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { erasureShape, parseRecord } from '@passerelle/exchange-model';
import { type KafkaClient, type KafkaRecord, readOn, TopicRegistry } from '@passerelle/kafka';
import {
  ConsumerPositionRepository,
  ErasedSubjectRepository,
  VAULT,
  withTransaction,
} from '@passerelle/persistence';
import { Clock, HealthRegistry, JsonLogger } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { KAFKA } from '../tokens.js';
import { Content } from '../vault/content.js';

type Position = Awaited<ReturnType<ConsumerPositionRepository['find']>>;

/**
 * Does again, before anything is served or consumed, what was erased while the main database or the vault lived another
 * life: destroys the data keys, ends what is here, and notes what is not, so that it comes back as ended only. Each of
 * both databases keeps how far it knows, and so a restore is told by nobody (docs/adr/0012).
 */
@Injectable()
export class ErasedAgain implements OnModuleInit {
  readonly #vaultPositions: ConsumerPositionRepository;
  #isDone = false;

  constructor(
    @Inject(KAFKA) private readonly kafka: KafkaClient,
    @Inject(TopicRegistry) private readonly topics: TopicRegistry,
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(VAULT) vault: DataSource,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(ErasedSubjectRepository) private readonly erased: ErasedSubjectRepository,
    @Inject(Content) private readonly content: Content,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {
    this.#vaultPositions = new ConsumerPositionRepository(vault);
  }

  async onModuleInit(): Promise<void> {
    this.health.register('erasures', () =>
      this.#isDone ? Promise.resolve() : Promise.reject(new Error('reading')),
    );
    const place = { topic: this.topics.erasure(), partition: 0 };
    const known = [
      await this.positions.find(place.topic, place.partition),
      await this.#vaultPositions.find(place.topic, place.partition),
    ];
    const { topicId, nextOffset } = await readOn(
      this.kafka,
      place,
      earliest(known),
      (records) => this.#eraseAgain(records),
      this.logger,
    );
    for (const positions of [this.#vaultPositions, this.positions])
      await positions.keep(place, nextOffset, topicId);
    this.#isDone = true;
  }

  /** The keys go first, as they do the first time. */
  async #eraseAgain(records: readonly KafkaRecord[]): Promise<void> {
    const erasures = records.map(({ value }) => parseRecord(erasureShape, String(value)));
    await this.content.eraseAll(erasures.flatMap(({ ids }) => ids));
    const ended = await withTransaction(this.database, async (manager) => {
      for (const { ids, at } of erasures) await this.erased.note(manager, ids, new Date(at));
      return this.erased.end(manager, this.clock.now());
    });
    if (ended > 0) this.logger.warn('recovery.erased-again', { ended });
  }
}

/** The older of what both know; null where one knows nothing, or they speak of different logs. */
function earliest([one = null, other = null]: readonly Position[]): Position {
  if (one === null || other === null || one.topicId !== other.topicId) return null;
  return one.nextOffset < other.nextOffset ? one : other;
}
