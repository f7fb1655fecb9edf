import { sandbox } from '../e2e/support/sandbox.js';
import { query } from '../e2e/support/surfaces.js';
import type { Stage } from './stage.js';

export interface Way {
  from: string;
  urgency: string;
  sentAt: Date;
  /** From the origin's record to the partner's; null while it is not there. */
  seconds: number | null;
}

interface Row {
  jti: string;
  ver: number;
  urgency: string;
  at: number;
}

/** How long every message took that was recorded since then and released, by both nations' own records. */
export async function waysOf({ nations }: Pick<Stage, 'nations'>, since: Date): Promise<Way[]> {
  const ways = await Promise.all(
    nations.map(async (from, at) => {
      const arrived = new Map(
        (await messages(nations[1 - at]!, 'in', since)).map((row) => [`${row.jti}/${row.ver}`, row.at]),
      );
      return (await messages(from, 'out', since)).map(({ jti, ver, urgency, at }): Way => {
        const there = arrived.get(`${jti}/${ver}`);
        return {
          from,
          urgency,
          sentAt: new Date(at * 1000),
          seconds: there === undefined ? null : there - at,
        };
      });
    }),
  );
  return ways.flat();
}

/** How many messages its bridge released. */
export async function releasedSince(nation: string, since: Date): Promise<number> {
  const [row] = await query<{ count: number }>(
    sandbox().nations[nation]!,
    'passerelle',
    `select count(*)::int from national_node.message
     where direction = 'out' and outcome = 'released' and at >= $1`,
    [since],
  );
  return row!.count;
}

function messages(nation: string, direction: 'in' | 'out', since: Date): Promise<Row[]> {
  return query<Row>(
    sandbox().nations[nation]!,
    'passerelle',
    `select m.jti, m.ver, a.urgency, extract(epoch from m.at)::float as at
     from national_node.message m join national_node.alert a using (alert_id)
     where m.at >= $1 and m.direction = $2 and coalesce(m.outcome, 'released') = 'released'`,
    [since, direction],
  );
}
