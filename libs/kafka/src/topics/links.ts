import { LANES, type Lane, type Names, type OutboxService } from './names.js';

/** One transactional link: who hosts it, what it reads, what it may write. Topics, positions and ACLs follow from it. */
export interface LinkSpec {
  name: string;
  /** the service that runs it; its principal on its own cluster is `<nation>-<host>` */
  host: OutboxService | 'bridge-enforce' | 'bridge-carry' | 'admin';
  /** topics it reads, the payload topic first; empty for an outbox link */
  sources: string[];
  /** in which instances share the partitions of `sources` */
  group?: string;
  /** topics it writes in its own cluster, the position topic apart */
  destinations: string[];
  sourcePartitions: number;
  /** `partner` when position and destinations live in the partner's cluster */
  cluster: 'own' | 'partner';
}

const outboxLink = (names: Names, host: OutboxService, destination: string): LinkSpec => ({
  name: names.outboxLink(host, destination),
  host,
  sources: [],
  destinations: [destination],
  sourcePartitions: 1,
  cluster: 'own',
});

const nodeOutbox = (names: Names, partners: readonly string[]): string[] => [
  ...LANES.map(names.outbound),
  names.decision(),
  names.evidence(),
  names.desk(),
  ...partners.flatMap((partner) => LANES.map((lane) => names.quarantine(names.inbound(partner, lane)))),
  names.erasure(),
];

const enforceLink = (
  names: Names,
  partners: readonly string[],
  lane: Lane,
  partitions: number,
): LinkSpec => ({
  name: names.enforceLink(lane),
  host: 'bridge-enforce',
  sources: [names.outbound(lane), names.readmitted(names.outbound(lane))],
  group: names.enforceGroup(),
  destinations: [
    ...partners.map((partner) => names.released(partner, lane)),
    names.outcome(),
    names.decision(),
    names.evidence(),
    names.quarantine(names.outbound(lane)),
  ],
  sourcePartitions: partitions,
  cluster: 'own',
});

/**
 * Every link of a nation, in the order that numbers the partitions of shared topics: append, never insert.
 * Enforce links come last because only they grow with the number of partitions.
 */
export function linksOf(names: Names, partners: readonly string[], partitions: number): LinkSpec[] {
  return [
    ...nodeOutbox(names, partners).map((topic) => outboxLink(names, 'national-node', topic)),
    outboxLink(names, 'duty-desk', names.deskAction()),
    outboxLink(names, 'duty-desk', names.evidence()),
    outboxLink(names, 'auditor', names.evidence()),
    operator(names),
    ...partners.flatMap((partner) => LANES.map((lane) => carryLink(names, partner, lane, partitions))),
    ...LANES.map((lane) => enforceLink(names, partners, lane, partitions)),
  ];
}

/** passctl with the administrator's certificate: one partition of the evidence, and no position. */
const operator = (names: Names): LinkSpec => ({
  name: names.operator(),
  host: 'admin',
  sources: [],
  destinations: [names.evidence()],
  sourcePartitions: 1,
  cluster: 'own',
});

/** Its destinations belong to the partner's registry: `<partner>.inbound.<nation>.<lane>`. */
function carryLink(names: Names, partner: string, lane: Lane, partitions: number): LinkSpec {
  return {
    name: names.carryLink(partner, lane),
    host: 'bridge-carry',
    sources: [names.released(partner, lane)],
    group: names.carryGroup(partner),
    destinations: [],
    sourcePartitions: partitions,
    cluster: 'partner',
  };
}

/** Who writes which partition of a topic that several links share: one transactional writer per partition. */
export interface PartitionOwner {
  link: string;
  sourcePartition: number;
}

/**
 * Partition → owner for one shared topic. Links with one source partition first, then partition by partition
 * through the growing links, so that adding payload partitions appends and moves nobody.
 */
export function partitionOwners(links: readonly LinkSpec[], topic: string): PartitionOwner[] {
  const writers = links.filter((link) => link.destinations.includes(topic));
  const fixed = writers.filter((link) => link.sources.length === 0);
  const growing = writers.filter((link) => link.sources.length > 0);
  const rounds = Math.max(0, ...growing.map((link) => link.sourcePartitions));
  return [
    ...fixed.map((link) => ({ link: link.name, sourcePartition: 0 })),
    ...Array.from({ length: rounds }, (_, sourcePartition) =>
      growing.map((link) => ({ link: link.name, sourcePartition })),
    ).flat(),
  ];
}
