import type { StreamPlace } from '@passerelle/exchange-model';
import type { DataSource, EntityManager } from 'typeorm';
import { notOvertaken } from './overtaken.js';

/** What can be wrong with a link. */
export const LINK_ALARMS = ['silent', 'gap', 'receipts-overdue', 'drift', 'urgent-limit'] as const;
export type LinkAlarmKind = (typeof LINK_ALARMS)[number];

/** One lane and partition as it comes from a partner. */
export interface InboundStream {
  lane: string;
  partition: number;
  /** Highest sequence that arrived. */
  sequence: bigint;
  heardAt: Date;
  /** Ranges of sequences that never came, oldest first. */
  gaps: SequenceGap[];
}

export interface SequenceGap {
  first: bigint;
  last: bigint;
  foundAt: Date;
}

export interface OverdueReceipts {
  count: number;
  oldestAt: Date | null;
}

interface OpenGap {
  id: string;
  first: string;
  last: string;
}

/** What is known of the link with each partner: sequences and gaps, heartbeats, alarms that stand. */
export class LinkRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Is it time for our heartbeat? True for one caller in each period, however many instances ask. A beat that lies ahead by
   * more than a period is of a clock that was set back since, and holds nobody up.
   */
  async beat(manager: EntityManager, partner: string, now: Date, period: number): Promise<boolean> {
    const taken = await manager.query<unknown[]>(
      `insert into heartbeat as held (partner, at) values ($1, $2)
       on conflict (partner) do update set at = excluded.at where held.at <= $3 or held.at > $4
       returning 1`,
      [partner, now, new Date(now.getTime() - period), new Date(now.getTime() + period)],
    );
    return taken.length === 1;
  }

  /**
   * Messages of the partner are here under these sequences of one lane and partition, in the order they came. What was
   * skipped becomes a gap; what comes late closes its part of one. A repetition changes nothing.
   */
  async heard(
    manager: EntityManager,
    partner: string,
    { lane, partition }: Pick<StreamPlace, 'lane' | 'partition'>,
    sequences: readonly bigint[],
    at: Date,
  ): Promise<void> {
    if (sequences.length === 0) return;
    const stream = [partner, lane, partition] as const;
    const [row] = await manager.query<{ sequence: string }[]>(
      `select sequence from inbound_stream where partner = $1 and lane = $2 and partition = $3 for update`,
      stream,
    );
    let next = row === undefined ? 0n : BigInt(row.sequence) + 1n;
    for (const sequence of sequences) {
      if (sequence > next) await openGap(manager, stream, next, sequence - 1n, at);
      if (sequence < next) await this.#fill(manager, stream, sequence, at);
      else next = sequence + 1n;
    }
    await manager.query(
      `insert into inbound_stream as held (partner, lane, partition, sequence, heard_at) values ($1, $2, $3, $4, $5)
       on conflict (partner, lane, partition) do update set sequence = excluded.sequence, heard_at = excluded.heard_at
       where excluded.sequence > held.sequence`,
      [...stream, String(next - 1n), at],
    );
  }

  async #fill(
    manager: EntityManager,
    stream: readonly [string, string, number],
    sequence: bigint,
    at: Date,
  ): Promise<void> {
    const [gap] = await manager.query<(OpenGap & { found_at: Date })[]>(
      `select id, first, last, found_at from inbound_gap
       where partner = $1 and lane = $2 and partition = $3 and closed_at is null and $4 between first and last`,
      [...stream, String(sequence)],
    );
    if (!gap) return;
    const [first, last] = [BigInt(gap.first), BigInt(gap.last)];
    const left = { first, last: sequence - 1n };
    const right = { first: sequence + 1n, last };
    const [kept, split] = [left, right].filter((part) => part.first <= part.last);
    if (!kept) {
      await manager.query('update inbound_gap set closed_at = $2 where id = $1', [gap.id, at]);
      return;
    }
    await manager.query('update inbound_gap set first = $2, last = $3 where id = $1', [
      gap.id,
      String(kept.first),
      String(kept.last),
    ]);
    if (split) await openGap(manager, stream, split.first, split.last, gap.found_at);
  }

  /** What is missing up to the given places is accounted for: both sides have compared what it could have held. */
  async closeGaps(
    manager: EntityManager,
    partner: string,
    { lane, partition, sequence }: StreamPlace,
    at: Date,
  ): Promise<void> {
    await manager.query(
      `update inbound_gap set closed_at = $5
       where partner = $1 and lane = $2 and partition = $3 and last <= $4 and closed_at is null`,
      [partner, lane, partition, sequence, at],
    );
  }

  /** Our bridge let a message out at this place. */
  async released(manager: EntityManager, partner: string, place: StreamPlace): Promise<void> {
    await manager.query(
      `insert into outbound_stream as held (partner, lane, partition, sequence) values ($1, $2, $3, $4)
       on conflict (partner, lane, partition) do update set sequence = greatest(held.sequence, excluded.sequence)`,
      [partner, place.lane, place.partition, place.sequence],
    );
  }

  /** How far each lane was released to the partner, as far as this node knows. */
  async releasedUpTo(
    partner: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<StreamPlace[]> {
    return manager.query<StreamPlace[]>(
      `select lane, partition, sequence from outbound_stream where partner = $1 order by lane, partition`,
      [partner],
    );
  }

  /** Every stream of a partner that was ever heard, with its open gaps. */
  async streams(partner: string, manager: EntityManager = this.dataSource.manager): Promise<InboundStream[]> {
    const streams = await manager.query<
      { lane: string; partition: number; sequence: string; heard_at: Date }[]
    >(
      `select lane, partition, sequence, heard_at from inbound_stream where partner = $1 order by lane, partition`,
      [partner],
    );
    const gaps = await manager.query<
      { lane: string; partition: number; first: string; last: string; found_at: Date }[]
    >(
      `select lane, partition, first, last, found_at from inbound_gap
       where partner = $1 and closed_at is null order by lane, partition, first`,
      [partner],
    );
    return streams.map(({ lane, partition, sequence, heard_at: heardAt }) => ({
      lane,
      partition,
      sequence: BigInt(sequence),
      heardAt,
      gaps: gaps
        .filter((gap) => gap.lane === lane && gap.partition === partition)
        .map((gap) => ({ first: BigInt(gap.first), last: BigInt(gap.last), foundAt: gap.found_at })),
    }));
  }

  /**
   * Messages and blocks released to the partner before that moment that still hold and were never answered, nor in a later
   * version.
   */
  async overdue(partner: string, releasedBefore: Date, now: Date): Promise<OverdueReceipts> {
    const [row] = await this.dataSource.query<{ count: string; oldest: Date | null }[]>(
      `select count(*) as count, min(released_at) as oldest from (
         select message.released_at from message join share on share.jti = message.jti
         where message.direction = 'out' and message.outcome = 'released' and message.answer is null
           and message.released_at < $2 and message.expires_at > $3 and share.partner = $1
           and ${notOvertaken('message')}
         union all
         select released_at from watchlist_block
         where partner = $1 and direction = 'out' and released_at is not null and answer is null
           and released_at < $2 and expires_at > $3) unanswered`,
      [partner, releasedBefore, now],
    );
    return { count: Number(row?.count ?? 0), oldestAt: row?.oldest ?? null };
  }

  /** True where it did not stand before: exactly one caller raises it. */
  async raise(manager: EntityManager, partner: string, alarm: LinkAlarmKind, at: Date): Promise<boolean> {
    const raised = await manager.query<unknown[]>(
      `insert into link_alarm (partner, alarm, raised_at) values ($1, $2, $3) on conflict do nothing returning 1`,
      [partner, alarm, at],
    );
    return raised.length === 1;
  }

  /** True where it stood: exactly one caller clears it. */
  async clear(manager: EntityManager, partner: string, alarm: LinkAlarmKind): Promise<boolean> {
    const [, cleared] = await manager.query<[unknown, number]>(
      `delete from link_alarm where partner = $1 and alarm = $2`,
      [partner, alarm],
    );
    return cleared === 1;
  }

  async alarms(partner: string): Promise<{ alarm: LinkAlarmKind; raisedAt: Date }[]> {
    const rows = await this.dataSource.query<{ alarm: LinkAlarmKind; raised_at: Date }[]>(
      'select alarm, raised_at from link_alarm where partner = $1 order by alarm',
      [partner],
    );
    return rows.map(({ alarm, raised_at: raisedAt }) => ({ alarm, raisedAt }));
  }
}

async function openGap(
  manager: EntityManager,
  stream: readonly [string, string, number],
  first: bigint,
  last: bigint,
  foundAt: Date,
): Promise<void> {
  await manager.query(
    `insert into inbound_gap (partner, lane, partition, first, last, found_at) values ($1, $2, $3, $4, $5, $6)`,
    [...stream, String(first), String(last), foundAt],
  );
}
