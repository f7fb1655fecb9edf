import { Inject, Injectable } from '@nestjs/common';
import { parseReceiptClaims, type ReceiptClaims } from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';
import { MessageRepository, type Receipt, ReceiptRepository, ShareRepository } from '@passerelle/persistence';
import type { EntityManager } from 'typeorm';
import { DeskReceipts } from '../desk/desk-receipts.js';
import { NodeRecords } from '../records/node-records.js';
import { BlockReceiptAdmission } from './block-receipt-admission.js';
import { checkReceipt } from './check-receipt.js';
import type { AuthenticMessage } from './gate.js';
import { InboundRefusal } from './inbound-refusal.js';
import { RECEIPT_EVIDENCE } from './receipt-evidence.js';

/** Takes in a partner's authentic receipt about one of our messages. */
@Injectable()
export class ReceiptAdmission {
  constructor(
    @Inject(ShareRepository) private readonly shares: ShareRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(ReceiptRepository) private readonly receipts: ReceiptRepository,
    @Inject(DeskReceipts) private readonly deskReceipts: DeskReceipts,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(BlockReceiptAdmission) private readonly blocks: BlockReceiptAdmission,
  ) {}

  /** @throws InboundRefusal, CredentialError, ExchangeModelError when the record must be quarantined */
  async admit(manager: EntityManager, record: KafkaRecord, message: AuthenticMessage): Promise<void> {
    const claims = parseReceiptClaims(message.presentation.claims);
    checkReceipt(record, message, claims);
    if (await this.blocks.takeReceipt(manager, message, claims)) return;
    const share = await this.shares.findByJti(claims.sub.jti, manager);
    if (share?.partner !== claims.iss) throw new InboundRefusal('unknown-message');
    const { digest } = message.presentation;
    const receipt: Receipt = {
      receiptJti: claims.jti,
      alertId: share.alertId,
      jti: claims.sub.jti,
      ver: claims.ver,
      kind: claims.rcp,
      at: new Date(claims.iat * 1000),
      byNation: claims.iss,
      byRole: claims.rol,
      post: claims.pst ?? null,
      clause: claims.cls ?? null,
      reason: claims.rsn ?? null,
      token: message.presentation.jwt,
      digest,
      direction: 'in',
    };
    const outcome = await this.receipts.append(manager, receipt);
    if (outcome === 'conflicting') throw new InboundRefusal('equivocation');
    await this.#answered(manager, claims);
    if (outcome === 'known') return;
    await this.deskReceipts.tell(manager, receipt);
    const kind = RECEIPT_EVIDENCE[claims.rcp];
    if (kind === undefined) return;
    const facts = {
      nation: claims.iss,
      alertId: share.alertId,
      iss: claims.sub.nation,
      jti: claims.sub.jti,
      version: claims.ver,
      partner: claims.iss,
      digest,
      releaseDigest: message.presentation.releaseDigest,
      ...(claims.rsn !== undefined && { reason: claims.rsn }),
    };
    await this.records.evidence(manager, kind, facts, [claims.iss, claims.jti]);
  }

  /** What became of the message itself; everything else a receipt tells is about what people did with it. */
  async #answered(manager: EntityManager, { sub, ver, rcp }: ReceiptClaims): Promise<void> {
    if (rcp !== 'delivered' && rcp !== 'superseded' && rcp !== 'refused') return;
    await this.messages.recordAnswer(manager, { iss: sub.nation, jti: sub.jti, ver }, rcp);
  }
}
