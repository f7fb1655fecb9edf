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
}

const TYPES: ColumnTypes<EntryShare> = {
  jti: 'text',
  entryId: 'uuid',
  agreementId: 'text',
  partner: 'text',
  ver: 'int',
  state: 'text',
  maybeReleased: 'boolean',
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
       set ver = excluded.ver, state = excluded.state, maybe_released = excluded.maybe_released`,
    );
  }

  /** Every share of these entries, the withdrawn ones too. */
  async ofEntries(entryIds: readonly string[], manager: EntityManager): Promise<EntryShare[]> {
    return manager.query(`${SELECT} where entry_id = any($1::uuid[]) order by jti`, [entryIds]);
  }

  async findByJti(jti: string): Promise<EntryShare | null> {
    const [share] = await this.dataSource.query<EntryShare[]>(`${SELECT} where jti = $1`, [jti]);
    return share ?? null;
  }
}
