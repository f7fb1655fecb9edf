import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type BlockOutcomeRecord, outcomeShape, parseRecord } from '@passerelle/exchange-model';
import type { KafkaBatchContext, KafkaRecord } from '@passerelle/kafka';
import { ConsumerPositionRepository, withTransaction } from '@passerelle/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { BlockOutcomes } from './block-outcomes.js';
import { Outcomes } from './outcomes.js';

/** What our bridge decided. Only the bridge may write this topic. */
@Controller()
export class OutcomeConsumer {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(Outcomes) private readonly outcomes: Outcomes,
    @Inject(BlockOutcomes) private readonly blocks: BlockOutcomes,
  ) {}

  @EventPattern<'outcome'>('outcome')
  async outcome(
    @Payload() records: readonly KafkaRecord[],
    @Ctx() context: KafkaBatchContext,
  ): Promise<void> {
    await withTransaction(this.database, async (manager) => {
      for (const record of await this.positions.take(manager, records, context.getTopicId()))
        await this.#record(manager, String(record.value));
    });
  }

  async #record(manager: EntityManager, json: string): Promise<void> {
    const value = JSON.parse(json) as object;
    if ('entries' in value) await this.blocks.record(manager, value as BlockOutcomeRecord);
    else await this.outcomes.record(manager, parseRecord(outcomeShape, json));
  }
}
