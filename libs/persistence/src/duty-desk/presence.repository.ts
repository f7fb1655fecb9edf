import type { DataSource, EntityManager } from 'typeorm';

/** Who is listening at any instance of the desk. It goes by the database's clock, which instances share. */
export class PresenceRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** A stream of somebody with these roles is open now; say so again before it counts as gone. */
  async seen(streamId: string, roles: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `insert into presence (stream_id, roles) values ($1, $2)
       on conflict (stream_id) do update set seen_at = now()`,
      [streamId, roles],
    );
  }

  async gone(streamId: string): Promise<void> {
    await this.dataSource.query('delete from presence where stream_id = $1', [streamId]);
  }

  /** Forgets the streams of instances that died. */
  async forget(unseenSeconds: number): Promise<void> {
    await this.dataSource.query('delete from presence where seen_at < now() - make_interval(secs => $1)', [
      unseenSeconds,
    ]);
  }

  /** Was a stream with this role heard of within so many seconds? */
  async listens(manager: EntityManager, role: string, withinSeconds: number): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `select 1 from presence where $1 = any(roles) and seen_at >= now() - make_interval(secs => $2) limit 1`,
      [role, withinSeconds],
    );
    return rows.length > 0;
  }
}
