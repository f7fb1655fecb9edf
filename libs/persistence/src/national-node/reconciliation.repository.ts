import type { ExchangedEntry, ReconciliationResult } from '@passerelle/exchange-model';
import type { DataSource, EntityManager } from 'typeorm';

/** One comparison of what a nation released with what the other holds, seen from one side. */
export interface Reconciliation<Search = unknown> {
  id: string;
  partner: string;
  /** `out`: of what we released; `in`: of what the partner released, as it told us. */
  direction: 'in' | 'out';
  state: 'running' | ReconciliationResult;
  startedAt: Date;
  endedAt: Date | null;
  /** When something has to happen, if nothing comes. */
  dueAt: Date;
  /** Messages that differed. */
  drift: number;
  /** How far it has come; opaque here. */
  search: Search | null;
}

export interface ReconciliationDrift {
  subject: string;
  jti: string;
  ver: number;
  digest: string;
  kind: 'missing' | 'unknown' | 'conflicting';
  foundAt: Date;
  repairedAt: Date | null;
}

/** A whole range that both nations held alike, and the partner's signed word for it. */
export interface ReconciliationProof {
  range: string;
  count: number;
  dig: string;
  /** The control token that says so. */
  statement: string;
}

const COLUMNS = `id, partner, direction, state, started_at as "startedAt", ended_at as "endedAt",
  due_at as "dueAt", drift, search`;

export class ReconciliationRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** False where one of this id is known, or one of what we released to this partner is running. */
  async begin<S>(manager: EntityManager, reconciliation: Reconciliation<S>): Promise<boolean> {
    const { id, partner, direction, state, startedAt, dueAt, search } = reconciliation;
    const begun = await manager.query<unknown[]>(
      `insert into reconciliation (id, partner, direction, state, started_at, due_at, search)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning 1`,
      [id, partner, direction, state, startedAt, dueAt, JSON.stringify(search)],
    );
    return begun.length === 1;
  }

  /** Held until the transaction ends; null where it is unknown or over. */
  async lockRunning<S>(
    manager: EntityManager,
    id: string,
    direction: Reconciliation['direction'],
  ): Promise<Reconciliation<S> | null> {
    const [row] = await manager.query<Reconciliation<S>[]>(
      `select ${COLUMNS} from reconciliation where id = $1 and direction = $2 and state = 'running' for update`,
      [id, direction],
    );
    return row ?? null;
  }

  /** One that waited long enough, held; another instance takes another one. */
  async lockDue<S>(manager: EntityManager, now: Date): Promise<Reconciliation<S> | null> {
    const [row] = await manager.query<Reconciliation<S>[]>(
      `select ${COLUMNS} from reconciliation where state = 'running' and due_at <= $1
       order by due_at limit 1 for update skip locked`,
      [now],
    );
    return row ?? null;
  }

  async update<S>(manager: EntityManager, reconciliation: Reconciliation<S>): Promise<void> {
    const { id, state, endedAt, dueAt, drift, search } = reconciliation;
    await manager.query(
      `update reconciliation set state = $2, ended_at = $3, due_at = $4, drift = $5, search = $6 where id = $1`,
      [id, state, endedAt, dueAt, drift, JSON.stringify(search)],
    );
  }

  /** The running one of what we released to this partner. */
  async running(partner: string, manager: EntityManager = this.dataSource.manager): Promise<string | null> {
    const [row] = await manager.query<{ id: string }[]>(
      `select id from reconciliation where partner = $1 and direction = 'out' and state = 'running'`,
      [partner],
    );
    return row?.id ?? null;
  }

  async find(id: string): Promise<Reconciliation | null> {
    const [row] = await this.dataSource.query<Reconciliation[]>(
      `select ${COLUMNS} from reconciliation where id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** The newest of a direction. */
  async latest(partner: string, direction: Reconciliation['direction']): Promise<Reconciliation | null> {
    const [row] = await this.dataSource.query<Reconciliation[]>(
      `select ${COLUMNS} from reconciliation where partner = $1 and direction = $2
       order by started_at desc limit 1`,
      [partner, direction],
    );
    return row ?? null;
  }

  /** Names differences, each once; gives those that were not named before. */
  async nameDrift(
    manager: EntityManager,
    id: string,
    drift: readonly Omit<ReconciliationDrift, 'repairedAt'>[],
  ): Promise<Pick<ReconciliationDrift, 'jti' | 'ver' | 'kind'>[]> {
    if (drift.length === 0) return [];
    return manager.query(
      `insert into reconciliation_drift (reconciliation_id, subject, jti, ver, digest, kind, found_at)
       select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::timestamptz[])
       on conflict do nothing returning jti, ver, kind`,
      [
        id,
        drift.map(({ subject }) => subject),
        drift.map(({ jti }) => jti),
        drift.map(({ ver }) => ver),
        drift.map(({ digest }) => digest),
        drift.map(({ kind }) => kind),
        drift.map(({ foundAt }) => foundAt),
      ],
    );
  }

  /** Whatever was named in this range and does not differ any more. */
  async markRepaired(
    manager: EntityManager,
    id: string,
    range: { subject: string; prefix: string },
    differing: readonly ExchangedEntry[],
    at: Date,
  ): Promise<void> {
    await manager.query(
      `update reconciliation_drift set repaired_at = $5
       where reconciliation_id = $1 and subject = $2 and repaired_at is null and jti <> all($4)
         and starts_with(encode(sha256(convert_to(jti, 'UTF8')), 'hex'), $3)`,
      [id, range.subject, range.prefix, differing.map(({ jti }) => jti), at],
    );
  }

  async drift(id: string, manager: EntityManager = this.dataSource.manager): Promise<ReconciliationDrift[]> {
    return manager.query<ReconciliationDrift[]>(
      `select subject, jti, ver, digest, kind, found_at as "foundAt", repaired_at as "repairedAt"
       from reconciliation_drift where reconciliation_id = $1 order by found_at, subject, jti, ver limit 1000`,
      [id],
    );
  }

  /** Kept once. */
  async prove(manager: EntityManager, id: string, proof: ReconciliationProof): Promise<void> {
    const { range, count, dig, statement } = proof;
    await manager.query(
      `insert into reconciliation_proof (reconciliation_id, range, count, dig, statement) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [id, range, count, dig, statement],
    );
  }

  async proofs(id: string, manager: EntityManager = this.dataSource.manager): Promise<ReconciliationProof[]> {
    return manager.query<ReconciliationProof[]>(
      `select range, count, dig, statement from reconciliation_proof where reconciliation_id = $1 order by range`,
      [id],
    );
  }

  async countDrift(manager: EntityManager, id: string): Promise<{ found: number; standing: number }> {
    const [row] = await manager.query<{ found: string; standing: string }[]>(
      `select count(*) as found, count(*) filter (where repaired_at is null) as standing
       from reconciliation_drift where reconciliation_id = $1`,
      [id],
    );
    return { found: Number(row?.found ?? 0), standing: Number(row?.standing ?? 0) };
  }
}
