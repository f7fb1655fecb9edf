import { CredentialError, unseal } from '@passerelle/credential';
import { LANES, topicRegistry } from '@passerelle/kafka';
import { loadGateKey } from '@passerelle/keys';
import { join } from 'node:path';
import { LeakScan, type Mark } from '../e2e/support/leak-scan.js';
import { dataKeys, openedContent, storedContent, surfacesOfToken } from '../e2e/support/opened.js';
import { type NationEntry, sandbox } from '../e2e/support/sandbox.js';
import { files, query, records, recordsOf, rows, type Surface } from '../e2e/support/surfaces.js';
import { placesWithJava } from '../integration/link/java-reader.js';
import type { DirectionFacts } from './accounting/facts.js';
import type { Observer } from './observer.js';
import type { Sent } from './traffic.js';

export interface Direction {
  from: string;
  to: string;
  sent: Sent;
  observer: Observer | undefined;
  /** when the first of it was sent, by the origin's clock */
  since: Date;
  /** quarantined records before it: what was refused earlier is no finding here */
  refusedBefore: ReadonlySet<string>;
  /** a scenario destroyed records on their way */
  destroyed: boolean;
  /** what a scenario planted so that it is refused */
  meantToBeRefused: ReadonlySet<string>;
}

const entryOf = (nation: string): NationEntry => sandbox().nations[nation]!;
const nodeOf = <T>(nation: string, sql: string, values: unknown[]): Promise<T[]> =>
  query<T>(entryOf(nation), 'passerelle', sql, values);

/** What both databases say; cheap enough to ask again and again until all is quiet. */
export async function databaseFacts(direction: Direction): Promise<DirectionFacts> {
  const { from, to, sent, observer, since, refusedBefore, meantToBeRefused, destroyed } = direction;
  const ids = [...sent.alerts.map(({ alertId }) => alertId), ...sent.kept];
  const [own, archive, stored, copies, notifications, told, receipts, echoed, refused] = await Promise.all([
    nodeOf<{ id: string }>(
      from,
      `select alert_id as id from national_node.alert where origin = $1 and stored_at >= $2`,
      [from, since],
    ),
    nodeOf<DirectionFacts['archive'][number]>(
      from,
      `select jti, ver, digest, outcome from national_node.message
       where direction = 'out' and jti = any($1)`,
      [ids],
    ),
    nodeOf<DirectionFacts['stored'][number]>(
      to,
      `select jti, ver, digest from national_node.message where direction = 'in' and jti = any($1)`,
      [ids],
    ),
    nodeOf<DirectionFacts['copies'][number]>(
      to,
      `select origin_jti as jti, version, state from national_node.alert
       where origin = $1 and origin_jti = any($2)`,
      [from, ids],
    ),
    nodeOf<{ jti: string }>(
      to,
      `select origin_alert_id as jti from duty_desk.notification where origin_alert_id = any($1)`,
      [ids],
    ),
    nodeOf<DirectionFacts['told'][number]>(
      to,
      `select n.origin_alert_id as jti, e.kind, e.version
       from duty_desk.desk_event e join duty_desk.notification n using (notification_id)
       where n.origin_alert_id = any($1) and e.kind in ('new', 'updated', 'withdrawn') order by e.seq`,
      [ids],
    ),
    nodeOf<DirectionFacts['receipts'][number]>(
      from,
      `select jti, ver, kind from national_node.receipt where jti = any($1) and by_nation = $2`,
      [ids, to],
    ),
    nodeOf<{ id: string }>(
      from,
      `select origin_jti as id from national_node.alert where origin = $1 and origin_jti = any($2)`,
      [to, ids],
    ),
    refusedRecords(from, to),
  ]);
  return {
    from,
    to,
    sent: sent.alerts,
    kept: sent.kept,
    own: own.map(({ id }) => id),
    archive,
    carried: [],
    stored,
    copies,
    notifications: notifications.map(({ jti }) => jti),
    told,
    receipts,
    seen: observer?.seen ?? [],
    destroyed,
    echoed: echoed.map(({ id }) => id),
    quarantined: [...refused].filter((place) => !refusedBefore.has(place) && !meantToBeRefused.has(place)),
    leaks: [],
  };
}

/** The same with what Kafka's own reader finds, which takes longer. */
export async function allFacts(direction: Direction): Promise<DirectionFacts> {
  const facts = await databaseFacts(direction);
  return { ...facts, carried: await carried(direction) };
}

/** Places of the quarantine topics that hold what was refused on its way from one nation to the other. */
export async function refusedRecords(from: string, to: string): Promise<Set<string>> {
  const [origin, receiver] = [from.toLowerCase(), to.toLowerCase()];
  const refused = [
    ...(await recordsOf(entryOf(from), (topic) => topic.startsWith(`${origin}.quarantine.outbound.`))),
    ...(await recordsOf(entryOf(to), (topic) =>
      topic.startsWith(`${receiver}.quarantine.inbound.${origin}.`),
    )),
  ];
  return new Set(
    refused.map(({ topic, partition, offset, headers }) =>
      [topic, partition, offset, headers['quarantine-reason']].join(' '),
    ),
  );
}

const PLACE = ['source-topic', 'source-partition', 'source-offset'];

/**
 * Where each record on the receiver's inbound topics stood in the origin's cluster, and which it is: a topic that was made
 * anew has other records in the same places.
 */
async function carried({ from, to }: Direction): Promise<string[]> {
  const receiver = topicRegistry(to, [from]);
  const topics = LANES.map((lane) => receiver.inbound(from, lane));
  const found = await placesWithJava(entryOf(to).kafka, ...topics);
  return found
    .filter(({ headers }) => headers['source-topic'] !== undefined)
    .map(({ headers }) => [...PLACE, 'ce_id', 'ce_time'].map((name) => headers[name]).join('/'));
}

/** Withheld marks in anything the receiver has: files, rows, records, and whatever its keys open. */
export async function leaksAt(to: string, withheld: readonly Mark[]): Promise<string[]> {
  const scan = new LeakScan(withheld);
  const found: string[] = [];
  for (const surface of [files(entryOf(to)), rows(entryOf(to)), records(entryOf(to)), openable(to)])
    for await (const { bytes, where } of surface)
      for (const { of, form } of scan.search(bytes, where)) found.push(`${of} (${form}) in ${where}`);
  return found;
}

/** All that the nation can open with the keys it has; what does not open holds nothing for it. */
async function* openable(nation: string): AsyncGenerator<Surface> {
  const entry = entryOf(nation);
  const gate = await loadGateKey(join(entry.dataDir, 'holders', 'national-node', 'gate.key.pem'));
  const inbound = await recordsOf(entry, (topic) => topic.startsWith(`${nation.toLowerCase()}.inbound.`));
  for (const { topic, partition, offset, value } of inbound) {
    try {
      const token = unseal(String(value?.toString('latin1')), () => gate.key).toString('latin1');
      yield* surfacesOfToken(`${topic}/${partition}/${offset}`, token);
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error;
    }
  }
  yield* openedContent(await storedContent(entry), await dataKeys(entry));
}
