import { partitionOwners, type LinkSpec } from './links.js';
import { LANES, Names } from './names.js';

export interface TopicSpec {
  name: string;
  partitions: number;
  config: Record<string, string>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Brokers store everything uncompressed: our readers know gzip only, so a producer (the partner's, too) that
 * sent zstd would otherwise stop them (kafka-link T8).
 */
const READABLE = { 'compression.type': 'uncompressed' };

const expiring = (retention: number): Record<string, string> => ({
  ...READABLE,
  'cleanup.policy': 'delete',
  'retention.ms': String(retention),
  'segment.ms': String(HOUR),
});
const KEPT = { ...READABLE, 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
const COMPACTED = { ...READABLE, 'cleanup.policy': 'compact' };
/** The partner writes here: our own clock, not its timestamps, decides when a record goes. */
const INBOUND = { ...expiring(7 * DAY), 'message.timestamp.type': 'LogAppendTime' };
/** Room for the largest record any topic takes plus the headers that say why it was refused. */
const QUARANTINE = { ...expiring(7 * DAY), 'max.message.bytes': String(2 * 1024 * 1024) };

/** Every topic of a nation's cluster (docs/protocol.md, "Topics"). */
export function topicSpecs(
  names: Names,
  partners: readonly string[],
  links: readonly LinkSpec[],
  partitions: number,
): TopicSpec[] {
  const payload = (name: string, config: Record<string, string>) => ({ name, partitions, config });
  const shared = (name: string, config: Record<string, string>) => ({
    name,
    partitions: partitionOwners(links, name).length,
    config,
  });
  const outbound = LANES.map(names.outbound);
  const inbound = partners.flatMap((partner) => LANES.map((lane) => names.inbound(partner, lane)));
  const released = partners.flatMap((partner) => LANES.map((lane) => names.released(partner, lane)));
  return [
    ...outbound.map((name) => payload(name, expiring(72 * HOUR))),
    ...released.map((name) => payload(name, expiring(7 * DAY))),
    ...inbound.map((name) => payload(name, INBOUND)),
    ...[...outbound, ...inbound].flatMap((name) => [
      payload(names.quarantine(name), QUARANTINE),
      payload(names.readmitted(name), QUARANTINE),
    ]),
    { name: names.erasure(), partitions: 1, config: KEPT },
    shared(names.outcome(), expiring(7 * DAY)),
    shared(names.decision(), KEPT),
    shared(names.evidence(), KEPT),
    { name: names.desk(), partitions: 1, config: expiring(7 * DAY) },
    { name: names.deskAction(), partitions: 1, config: expiring(7 * DAY) },
    { name: names.agreement(), partitions: 1, config: KEPT },
    ...positionSpecs(names, partners, links, partitions),
  ];
}

/** One per link whose destination is this cluster, the partners' carry links included. */
function positionSpecs(
  names: Names,
  partners: readonly string[],
  links: readonly LinkSpec[],
  partitions: number,
): TopicSpec[] {
  const own = links
    .filter((link) => link.cluster === 'own' && link.host !== 'admin')
    .map((link) => ({ link: link.name, partitions: link.sourcePartitions }));
  const guests = partners.flatMap((partner) =>
    LANES.map((lane) => ({ link: new Names(partner).carryLink(names.nation, lane), partitions })),
  );
  return [...own, ...guests].map((position) => ({
    name: names.position(position.link),
    partitions: position.partitions,
    config: COMPACTED,
  }));
}
