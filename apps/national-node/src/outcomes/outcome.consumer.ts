import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type BlockOutcomeRecord, outcomeShape, parseRecord } from '@passerelle/exchange-model';
import type { KafkaRecord, KafkaRecordContext } from '@passerelle/kafka';
import { ConsumerPositionRepository, withTransaction } from '@passerelle/persistence';
import { DataSource } from 'typeorm';
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
  async outcome(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    const { topic, partition } = record;
    const json = String(record.value);
    const value = JSON.parse(json) as object;
    await withTransaction(this.database, async (manager) => {
      const next = context.getNextOffset();
      if (!(await this.positions.advance(manager, topic, partition, next, context.getTopicId()))) return;
      if ('entries' in value) await this.blocks.record(manager, value as BlockOutcomeRecord);
      else await this.outcomes.record(manager, parseRecord(outcomeShape, json));
    });
  }
}
