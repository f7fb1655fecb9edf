import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { KafkaBatchContext, KafkaRecord } from '@passerelle/kafka';
import { KeepEvidence } from './keep-evidence.service.js';

/** Takes the evidence and the decision records of the own nation. */
@Controller()
export class EvidenceConsumer {
  constructor(@Inject(KeepEvidence) private readonly keep: KeepEvidence) {}

  @EventPattern<'evidence'>('evidence')
  async evidence(
    @Payload() records: readonly KafkaRecord[],
    @Ctx() context: KafkaBatchContext,
  ): Promise<void> {
    await this.keep.evidence(records, context.getTopicId());
  }

  @EventPattern<'decision'>('decision')
  async decision(
    @Payload() records: readonly KafkaRecord[],
    @Ctx() context: KafkaBatchContext,
  ): Promise<void> {
    await this.keep.decision(records, context.getTopicId());
  }
}
