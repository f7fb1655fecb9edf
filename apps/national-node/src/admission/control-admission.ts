import { Inject, Injectable } from '@nestjs/common';
import { parseControlClaims } from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';
import type { EntityManager } from 'typeorm';
import { checkControl } from './check-control.js';
import type { AuthenticMessage } from './gate.js';

/** Takes in what the partner's node says about the exchange itself. */
@Injectable()
export class ControlAdmission {
  /** @throws InboundRefusal, ExchangeModelError when the record must be quarantined */
  admit(_manager: EntityManager, record: KafkaRecord, message: AuthenticMessage): Promise<void> {
    const claims = parseControlClaims(message.presentation.claims);
    checkControl(record, message, claims);
    return Promise.resolve();
  }
}
