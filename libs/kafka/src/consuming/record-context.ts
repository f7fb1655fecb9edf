import { BaseRpcContext } from '@nestjs/microservices';
import type { Incarnation } from '../client/topic-identity.js';
import type { KafkaRecord } from '../reading/record.js';

/** The context of a handler (`@Ctx()`): what it stores as its position beside the effects of the record. */
export class KafkaRecordContext extends BaseRpcContext<[KafkaRecord, Incarnation]> {
  constructor(record: KafkaRecord, topicId: Incarnation) {
    super([record, topicId]);
  }

  getRecord(): KafkaRecord {
    return this.args[0];
  }

  /** Incarnation of the topic; belongs to every stored position, so that a recreated topic is noticed. */
  getTopicId(): Incarnation {
    return this.args[1];
  }

  /** The position after this record. */
  getNextOffset(): bigint {
    return this.args[0].offset + 1n;
  }
}
