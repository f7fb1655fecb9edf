import { BaseRpcContext } from '@nestjs/microservices';
import type { Incarnation } from '../client/topic-identity.js';

/** The context of a handler (`@Ctx()`): what belongs to the position it stores beside the effects of the records. */
export class KafkaBatchContext extends BaseRpcContext<[Incarnation]> {
  constructor(topicId: Incarnation) {
    super([topicId]);
  }

  /** Incarnation of the topic; belongs to every stored position, so that a recreated topic is noticed. */
  getTopicId(): Incarnation {
    return this.args[0];
  }
}
