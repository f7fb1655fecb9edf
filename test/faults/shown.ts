import { sandbox } from '../e2e/support/sandbox.js';
import { query } from '../e2e/support/surfaces.js';

/** Of the routine ones, how many may be shown before the last urgent one. */
const ROUTINE_BEFORE = 0.05;

/** Urgencies in the order in which the desk heard of the alerts. */
export async function shownSince(nation: string, since: Date): Promise<string[]> {
  const rows = await query<{ urgency: string }>(
    sandbox().nations[nation]!,
    'passerelle',
    `select n.urgency from duty_desk.desk_event e join duty_desk.notification n using (notification_id)
     where e.kind = 'new' and e.at >= $1 order by e.seq`,
    [since],
  );
  return rows.map(({ urgency }) => urgency);
}

/** How many routine ones were shown before the last urgent one, and whether that is too many. */
export function routineFirst(order: readonly string[]): { before: number; failures: string[] } {
  const routine = (urgencies: readonly string[]) =>
    urgencies.filter((urgency) => urgency === 'routine').length;
  const before = routine(order.slice(0, order.lastIndexOf('urgent')));
  const isTooMany = before > ROUTINE_BEFORE * routine(order);
  return {
    before,
    failures: isTooMany ? [`${before} routine ones were shown before the last urgent one`] : [],
  };
}
