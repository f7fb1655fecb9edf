import { Inject, Injectable } from '@nestjs/common';
import type { DeskReceipt } from '@passerelle/exchange-model';
import { AlertRepository, type Receipt } from '@passerelle/persistence';
import type { EntityManager } from 'typeorm';
import { NationalNodeConfig } from '../config.js';
import { NodeRecords } from '../records/node-records.js';

/** Tells our desk what became of our own alerts, in the transaction that files the receipt. */
@Injectable()
export class DeskReceipts {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(AlertRepository) private readonly alerts: AlertRepository,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  /** Of a partner's alert the desk knows more than any receipt: nothing is told. */
  async tell(manager: EntityManager, receipt: Receipt): Promise<void> {
    const alert = await this.alerts.find(receipt.alertId, manager);
    if (alert?.origin !== this.config.nation) return;
    const { receiptJti, alertId, ver: version, kind, at, byNation, byRole, post, reason, clause } = receipt;
    await this.records.tellDesk(manager, {
      receiptId: receiptJti,
      alertId,
      version,
      category: alert.category as DeskReceipt['category'],
      urgency: alert.urgency as DeskReceipt['urgency'],
      receipt: kind as DeskReceipt['receipt'],
      at: at.toISOString(),
      nation: byNation,
      role: byRole,
      ...(post !== null && { post }),
      ...(reason !== null && { reason }),
      ...(clause !== null && { clause }),
    });
  }
}
