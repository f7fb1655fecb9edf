import type { DataSource, EntityManager } from 'typeorm';
import { DATABASES } from '../databases.js';
import { OutboxRepository } from '../outbox/outbox.repository.js';
import { ConsumerPositionRepository } from '../positions/consumer-position.repository.js';
import { asOwner } from '../run-migrations.js';

/** The services that have a database which can go back. */
export const RESTORABLE = ['national-node', 'duty-desk', 'auditor'] as const;
export type Restorable = (typeof RESTORABLE)[number];

/** A consumer's place. */
export interface KeptPosition {
  topic: string;
  partition: number;
  topicId: string | null;
  nextOffset: bigint;
}

/** More versions of one alert than are signed between two backups. */
const VERSIONS = 1_000;
/** More events than a desk journals between two backups. */
const EVENTS = 1_000_000;

/** The old life is noted, so that the node finds at its next start that it began another. */
const NEW_LIFE = [
  `insert into recovery_mark (epoch) select epoch from database_epoch on conflict do nothing`,
  `update database_epoch set epoch = gen_random_uuid()`,
];

/** What other readers saw may be further than this database knows: nothing is numbered twice. */
const BEYOND: Readonly<Record<Restorable, readonly string[]>> = {
  'national-node': [
    ...NEW_LIFE,
    `update share set ver = ver + ${VERSIONS}, maybe_released = true where state = 'open' and ver > 0`,
    `update watchlist_share set ver = ver + ${VERSIONS}, maybe_released = true where state = 'open' and ver > 0`,
  ],
  'duty-desk': [
    `update database_epoch set epoch = gen_random_uuid()`,
    `select setval('desk_event_seq_seq', nextval('desk_event_seq_seq') + ${EVENTS})`,
    // One that was signed out since would be signed in again.
    `delete from officer_session`,
  ],
  auditor: [],
};

/** A service's database that was restored from a backup, as its owner sees it: what an operator does to it (docs/adr/0012). */
export class RestoredDatabase {
  readonly outbox: OutboxRepository;
  readonly #positions: ConsumerPositionRepository;

  private constructor(
    private readonly app: Restorable,
    private readonly dataSource: DataSource,
  ) {
    this.outbox = new OutboxRepository(dataSource);
    this.#positions = new ConsumerPositionRepository(dataSource);
  }

  static work<T>(
    app: Restorable,
    ownerUrl: string,
    work: (database: RestoredDatabase) => Promise<T>,
  ): Promise<T> {
    return asOwner(app, ownerUrl, (dataSource) => work(new RestoredDatabase(app, dataSource)));
  }

  /** Is the service connected? It would go on from what it remembers of the other life. */
  async isServed(): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      'select 1 from pg_stat_activity where datname = current_database() and usename = $1 limit 1',
      [DATABASES[this.app].login],
    );
    return rows.length > 0;
  }

  /**
   * Begins another life of the database: a new epoch, numbers past what the other life may have given, and no session of
   * an officer. All of it or nothing.
   */
  async beginAnotherLife(): Promise<void> {
    await this.dataSource.transaction((manager) => this.#beyond(manager));
  }

  /** Where the consumers of the service go on. */
  async positions(): Promise<KeptPosition[]> {
    const rows = await this.dataSource.query<(Omit<KeptPosition, 'nextOffset'> & { nextOffset: string })[]>(
      `select topic, partition, topic_id as "topicId", next_offset as "nextOffset"
       from consumer_position order by topic, partition`,
    );
    return rows.map((row) => ({ ...row, nextOffset: BigInt(row.nextOffset) }));
  }

  /** Has a consumer go on elsewhere. */
  async move(position: KeptPosition, nextOffset: bigint, topicId: string): Promise<void> {
    await this.#positions.keep(position, nextOffset, topicId);
  }

  async #beyond(manager: EntityManager): Promise<void> {
    for (const statement of BEYOND[this.app]) await manager.query(statement);
  }
}
