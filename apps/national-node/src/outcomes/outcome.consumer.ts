import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { outcomeShape, parseRecord } from '@passerelle/exchange-model';
import type { KafkaRecord, KafkaRecordContext } from '@passerelle/kafka';
import { ConsumerPositionRepository, withTransaction } from '@passerelle/persistence';
import { DataSource } from 'typeorm';
import { Outcomes } from './outcomes.js';

/** What our bridge decided. Only the bridge may write this topic. */
@Controller()
export class OutcomeConsumer {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(Outcomes) private readonly outcomes: Outcomes,
  ) {}

  @EventPattern<'outcome'>('outcome')
  async outcome(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    const { topic, partition } = record;
    const outcome = parseRecord(outcomeShape, String(record.value));
    await withTransaction(this.database, async (manager) => {
      const next = context.getNextOffset();
      if (!(await this.positions.advance(manager, topic, partition, next, context.getTopicId()))) return;
      await this.outcomes.record(manager, outcome);
    });
  }
}
