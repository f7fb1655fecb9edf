import type { DataSource, EntityManager } from 'typeorm';

/** A walk over all own entries for one partner, and the comparison that ends it. */
export interface Synchronisation {
  id: string;
  partner: string;
  /** `agreement`: a version came into force; `asked`: an operator wanted it. */
  cause: 'agreement' | 'asked';
  /** The version that is in force while it walks. */
  agreementHash: string;
  /** `superseded`: another began before it ended. */
  state: 'walking' | 'verifying' | 'complete' | 'superseded';
  startedAt: Date;
  /** Not looked at before. */
  dueAt: Date;
  walkedAt: Date | null;
  endedAt: Date | null;
  /** The list it is in, and the last entry it has seen there. */
  list: string | null;
  afterEntry: string | null;
  /** Entries looked at, and what became of them. */
  seen: number;
  shared: number;
  takenBack: number;
  withheld: number;
  /** The comparison that holds this against what the partner stored. */
  reconciliationId: string | null;
}

const COLUMNS = `id, partner, cause, agreement_hash as "agreementHash", state, started_at as "startedAt",
  due_at as "dueAt", walked_at as "walkedAt", ended_at as "endedAt", list, after_entry as "afterEntry", seen, shared,
  taken_back as "takenBack", withheld, reconciliation_id as "reconciliationId"`;
const RUNNING = `state in ('walking', 'verifying')`;

export class SynchronisationRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** False where one is running with this partner: two callers at once begin one. */
  async begin(manager: EntityManager, begun: Synchronisation): Promise<boolean> {
    const { id, partner, cause, agreementHash, state, startedAt, dueAt } = begun;
    const rows = await manager.query<unknown[]>(
      `insert into synchronisation (id, partner, cause, agreement_hash, state, started_at, due_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning 1`,
      [id, partner, cause, agreementHash, state, startedAt, dueAt],
    );
    return rows.length === 1;
  }

  /** The one that runs with a partner, held until the transaction ends. */
  async lockRunning(manager: EntityManager, partner: string): Promise<Synchronisation | null> {
    const [row] = await manager.query<Synchronisation[]>(
      `select ${COLUMNS} from synchronisation where partner = $1 and ${RUNNING} for update`,
      [partner],
    );
    return row ?? null;
  }

  /** One that has something to do now, held; another instance takes another one. */
  async lockDue(manager: EntityManager, now: Date): Promise<Synchronisation | null> {
    const [row] = await manager.query<Synchronisation[]>(
      `select ${COLUMNS} from synchronisation where ${RUNNING} and due_at <= $1
       order by due_at limit 1 for update skip locked`,
      [now],
    );
    return row ?? null;
  }

  /** Writes the whole state of one that the transaction holds. */
  async update(manager: EntityManager, changed: Synchronisation): Promise<void> {
    await manager.query(
      `update synchronisation set state = $2, due_at = $3, walked_at = $4, ended_at = $5, list = $6, after_entry = $7,
         seen = $8, shared = $9, taken_back = $10, withheld = $11, reconciliation_id = $12
       where id = $1`,
      [
        changed.id,
        changed.state,
        changed.dueAt,
        changed.walkedAt,
        changed.endedAt,
        changed.list,
        changed.afterEntry,
        changed.seen,
        changed.shared,
        changed.takenBack,
        changed.withheld,
        changed.reconciliationId,
      ],
    );
  }

  async find(id: string): Promise<Synchronisation | null> {
    const [row] = await this.dataSource.query<Synchronisation[]>(
      `select ${COLUMNS} from synchronisation where id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** The newest with a partner. */
  async latest(partner: string): Promise<Synchronisation | null> {
    const [row] = await this.dataSource.query<Synchronisation[]>(
      `select ${COLUMNS} from synchronisation where partner = $1 order by started_at desc, id desc limit 1`,
      [partner],
    );
    return row ?? null;
  }
}
