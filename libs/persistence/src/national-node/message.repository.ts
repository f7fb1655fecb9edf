import type { DataSource, EntityManager } from 'typeorm';
import { plain } from '../columns.js';
import { MessageRow } from './message.row.js';

/** (`iss`, `jti`, `ver`): what a message is, whatever bytes carry it. */
export interface MessageIdentity {
  iss: string;
  jti: string;
  ver: number;
}

/** An archived message of the alert lane, sent or received. */
export interface Message extends MessageIdentity {
  /** SHA-256 of the token's signing input, base64url. */
  digest: string;
  direction: 'in' | 'out';
  alertId: string;
  act: string;
  /** Issuer JWT without disclosures: clear claims and digests. */
  tokenJwt: string;
  releaseJwt: string | null;
  /** Disclosures under the alert's data key. */
  disclosures: Buffer | null;
  agreementHash: string | null;
  at: Date;
  /** What enforce decided; null until it is known. */
  outcome: 'released' | 'withheld' | null;
  clause: string | null;
  reason: string | null;
}

export type MessageRecorded =
  /** stored now */
  | 'recorded'
  /** the same message was stored before: a redelivery */
  | 'known'
  /** another message of the same identity was stored before: equivocation */
  | 'conflicting';

export class MessageRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Archives a message once. */
  async record(manager: EntityManager, message: Message): Promise<MessageRecorded> {
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(MessageRow)
      .values(message)
      .orIgnore()
      .returning('jti')
      .execute();
    if ((inserted.raw as unknown[]).length === 1) return 'recorded';
    const known = await this.find(message, manager);
    return known?.digest === message.digest ? 'known' : 'conflicting';
  }

  /** @returns false where no such message was sent */
  async recordOutcome(
    manager: EntityManager,
    { iss, jti, ver }: MessageIdentity,
    outcome: Pick<Message, 'outcome' | 'clause' | 'reason'>,
  ): Promise<boolean> {
    const { affected } = await manager.update(MessageRow, { iss, jti, ver }, outcome);
    return affected === 1;
  }

  async find(
    identity: MessageIdentity,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<Message | null> {
    const { iss, jti, ver } = identity;
    const row = await manager.findOneBy(MessageRow, { iss, jti, ver });
    return row && plain<Message>(row);
  }

  /** In the order they were archived. */
  async ofAlert(alertId: string, manager: EntityManager = this.dataSource.manager): Promise<Message[]> {
    const rows = await manager.find(MessageRow, {
      where: { alertId },
      order: { at: 'asc', jti: 'asc', ver: 'asc' },
    });
    return rows.map(plain<Message>);
  }
}
