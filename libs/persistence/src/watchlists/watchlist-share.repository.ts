import type { DataSource, EntityManager } from 'typeorm';
import { type ColumnTypes, insertAll, selected } from '../many-rows.js';

/** An own entry under one agreement, as `Share` is of an alert: a withdrawn one never opens again. */
export interface EntryShare {
  jti: string;
  entryId: string;
  agreementId: string;
  partner: string;
  /** Version last issued under the agreement; 0 before the first. */
  ver: number;
  state: 'open' | 'withdrawn';
  /** A version left, or its outcome is not known yet. */
  maybeReleased: boolean;
  /** Of the version last issued; null before the first. */
  digest: string | null;
  /** When that version ends. */
  expiresAt: Date | null;
  /** The version last issued did not leave, or was refused: what the partner holds, if anything, is an earlier one. */
  excepted: boolean;
}

const TYPES: ColumnTypes<EntryShare> = {
  jti: 'text',
  entryId: 'uuid',
  agreementId: 'text',
  partner: 'text',
  ver: 'int',
  state: 'text',
  maybeReleased: 'boolean',
  digest: 'text',
  expiresAt: 'timestamptz',
  excepted: 'boolean',
};
const SELECT = `select ${selected(TYPES, 'share')} from watchlist_share share`;

export class WatchlistShareRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Writes shares, new or known; the transaction holds their entries locked. */
  async save(manager: EntityManager, shares: readonly EntryShare[]): Promise<void> {
    await insertAll(
      manager,
      'watchlist_share',
      TYPES,
      shares,
      `on conflict (jti) do update
       set ver = excluded.ver, state = excluded.state, maybe_released = excluded.maybe_released,
           digest = excluded.digest, expires_at = excluded.expires_at, excepted = excluded.excepted`,
    );
  }

  /** Every share of these entries, the withdrawn ones too. */
  async ofEntries(entryIds: readonly string[], manager: EntityManager): Promise<EntryShare[]> {
    return manager.query(`${SELECT} where entry_id = any($1::uuid[]) order by jti`, [entryIds]);
  }

  /** Those of the given versions that were issued last: whether what stands of them is an earlier one. */
  async except(
    manager: EntityManager,
    versions: readonly { jti: string; ver: number }[],
    excepted: boolean,
  ): Promise<void> {
    if (versions.length === 0) return;
    await manager.query(
      `update watchlist_share share set excepted = $3 from unnest($1::text[], $2::int[]) as given (jti, ver)
       where share.jti = given.jti and share.ver = given.ver and share.excepted <> $3`,
      [versions.map(({ jti }) => jti), versions.map(({ ver }) => ver), excepted],
    );
  }

  async findByJti(jti: string): Promise<EntryShare | null> {
    const [share] = await this.dataSource.query<EntryShare[]>(`${SELECT} where jti = $1`, [jti]);
    return share ?? null;
  }
}
