import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type KafkaRecord, type KafkaRecordContext } from '@passerelle/kafka';
import { correlation } from '@passerelle/runtime';
import { KeepEvidence } from './keep-evidence.service.js';

/** Takes the evidence and the decision records of the own nation. */
@Controller()
export class EvidenceConsumer {
  constructor(@Inject(KeepEvidence) private readonly keep: KeepEvidence) {}

  @EventPattern<'evidence'>('evidence')
  async evidence(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    await correlation.resume(record.headers, () => this.keep.evidence(record, context.getTopicId()));
  }

  @EventPattern<'decision'>('decision')
  async decision(@Payload() record: KafkaRecord, @Ctx() context: KafkaRecordContext): Promise<void> {
    await correlation.resume(record.headers, () => this.keep.decision(record, context.getTopicId()));
  }
}
