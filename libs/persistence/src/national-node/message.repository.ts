import type { DataSource, EntityManager } from 'typeorm';
import { plain } from '../columns.js';
import { type ColumnTypes, insertAll } from '../many-rows.js';
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
  /** `exp` of the message: from then on neither side holds it against the other. */
  expiresAt: Date;
  /** What enforce decided; null until it is known. */
  outcome: 'released' | 'withheld' | null;
  clause: string | null;
  reason: string | null;
  /** When it first left. */
  releasedAt: Date | null;
  /** What the partner's node made of it; null until its receipt is here. */
  answer: MessageAnswer | null;
}

export type MessageAnswer = 'delivered' | 'superseded' | 'refused';

export type MessageRecorded =
  /** stored now */
  | 'recorded'
  /** the same message was stored before: a redelivery */
  | 'known'
  /** another message of the same identity was stored before: equivocation */
  | 'conflicting';

const TYPES: ColumnTypes<Message> = {
  iss: 'text',
  jti: 'text',
  ver: 'int',
  digest: 'text',
  direction: 'text',
  alertId: 'uuid',
  act: 'text',
  tokenJwt: 'text',
  releaseJwt: 'text',
  disclosures: 'bytea',
  agreementHash: 'text',
  at: 'timestamptz',
  expiresAt: 'timestamptz',
  outcome: 'text',
  clause: 'text',
  reason: 'text',
  releasedAt: 'timestamptz',
  answer: 'text',
};

export class MessageRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Archives messages of which none is known: fails where one is. */
  async recordAll(manager: EntityManager, messages: readonly Message[]): Promise<void> {
    await insertAll(manager, 'message', TYPES, messages);
  }

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

  /**
   * What left once has left: an outcome that comes later, because the message was sent again, does not take that back.
   *
   * @returns false where no such message was sent, or it was released before
   */
  async recordOutcome(
    manager: EntityManager,
    { iss, jti, ver }: MessageIdentity,
    outcome: Pick<Message, 'outcome' | 'clause' | 'reason' | 'releasedAt'>,
  ): Promise<boolean> {
    const { affected } = await manager
      .createQueryBuilder()
      .update(MessageRow)
      .set(outcome)
      .where({ iss, jti, ver })
      .andWhere(`outcome is distinct from 'released'`)
      .execute();
    return affected === 1;
  }

  /** What the partner answered. A message refused at first and taken in later was taken in. */
  async recordAnswer(
    manager: EntityManager,
    { iss, jti, ver }: MessageIdentity,
    answer: MessageAnswer,
  ): Promise<void> {
    await manager
      .createQueryBuilder()
      .update(MessageRow)
      .set({ answer })
      .where({ iss, jti, ver })
      .andWhere(`coalesce(answer, 'refused') = 'refused'`)
      .execute();
  }

  async find(
    identity: MessageIdentity,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<Message | null> {
    const { iss, jti, ver } = identity;
    const row = await manager.findOneBy(MessageRow, { iss, jti, ver });
    return row && plain<Message>(row);
  }

  /** Which of these versions are archived, and as what. */
  async known(
    manager: EntityManager,
    iss: string,
    versions: readonly Pick<MessageIdentity, 'jti' | 'ver'>[],
  ): Promise<Pick<Message, 'jti' | 'ver' | 'digest' | 'alertId'>[]> {
    return manager.query(
      `select jti, ver, digest, alert_id as "alertId" from message
       join unnest($2::text[], $3::int[]) as asked (jti, ver) using (jti, ver) where iss = $1`,
      [iss, versions.map(({ jti }) => jti), versions.map(({ ver }) => ver)],
    );
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
