import { Inject, Injectable } from '@nestjs/common';
import { parseControlClaims } from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';
import type { EntityManager } from 'typeorm';
import { ReconciliationAnswers } from '../links/reconciliation/reconciliation-answers.js';
import { Reconciliations } from '../links/reconciliation/reconciliations.js';
import { checkControl } from './check-control.js';
import type { AuthenticMessage } from './gate.js';

/** Takes in what the partner's node says about the exchange itself. */
@Injectable()
export class ControlAdmission {
  constructor(
    @Inject(Reconciliations) private readonly reconciliations: Reconciliations,
    @Inject(ReconciliationAnswers) private readonly answers: ReconciliationAnswers,
  ) {}

  /** @throws InboundRefusal, ExchangeModelError when the record must be quarantined */
  async admit(manager: EntityManager, record: KafkaRecord, message: AuthenticMessage): Promise<void> {
    const claims = parseControlClaims(message.presentation.claims);
    checkControl(record, message, claims);
    // Of a heartbeat nothing is kept but that it was heard.
    const { jwt } = message.presentation;
    if (claims.ctl === 'reconciliation.digest') await this.answers.asked(manager, claims.iss, claims, jwt);
    if (claims.ctl === 'reconciliation.answer')
      await this.reconciliations.answered(manager, claims.iss, claims, jwt);
  }
}
