import type { DataSource } from 'typeorm';

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

  /** Was a stream with this role heard of within so many seconds? Forgets those that were not. */
  async listens(role: string, withinSeconds: number): Promise<boolean> {
    await this.dataSource.query('delete from presence where seen_at < now() - make_interval(secs => $1)', [
      withinSeconds,
    ]);
    const rows = await this.dataSource.query<unknown[]>(
      'select 1 from presence where $1 = any(roles) limit 1',
      [role],
    );
    return rows.length > 0;
  }
}
