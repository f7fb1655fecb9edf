import { createHash } from 'node:crypto';
import { aclsOf, type AclSpec } from './acl.js';
import { linksOf, partitionOwners, type LinkSpec, type PartitionOwner } from './links.js';
import { LANES, Names, type Lane } from './names.js';
import { topicSpecs, type TopicSpec } from './topic-specs.js';

export interface RegistryOptions {
  /** partitions of the payload topics; default 1, may only grow */
  partitions?: number;
}

/** The one place that knows a nation's topics, links, partitions and permissions. */
export class TopicRegistry extends Names {
  readonly partners: readonly string[];
  readonly partitions: number;
  private readonly linkTable: readonly LinkSpec[];
  private readonly owners = new Map<string, PartitionOwner[]>();

  constructor(nation: string, partners: readonly string[], options: RegistryOptions = {}) {
    super(nation);
    this.partners = partners.map((partner) => partner.toLowerCase());
    this.partitions = options.partitions ?? 1;
    this.linkTable = linksOf(this, this.partners, this.partitions);
  }

  topics(): TopicSpec[] {
    return topicSpecs(this, this.partners, this.linkTable, this.partitions);
  }

  acls(): AclSpec[] {
    return aclsOf(this, this.partners, this.linkTable);
  }

  links(): readonly LinkSpec[] {
    return this.linkTable;
  }

  /** `<partner>.inbound.<nation>.<lane>`, in the partner's cluster: where our carry delivers. */
  partnerInbound(partner: string, lane: Lane): string {
    return new Names(partner).inbound(this.nation, lane);
  }

  /** The position topic of our carry link, in the partner's cluster. */
  partnerPosition(partner: string, lane: Lane): string {
    return new Names(partner).position(this.carryLink(partner, lane));
  }

  /**
   * The partition of a shared topic (evidence, decision, outcome) that belongs to one writing link and source
   * partition. Throws RangeError when the link does not write that topic.
   */
  partitionFor(topic: string, link: string, sourcePartition: number): number {
    const partition = this.partitionOwners(topic).findIndex(
      (owner) => owner.link === link && owner.sourcePartition === sourcePartition,
    );
    if (partition < 0) throw new RangeError(`${link}/${sourcePartition} does not write ${topic}`);
    return partition;
  }

  /** Index = partition of the shared topic. Found once: the bridge asks for every record it writes. */
  partitionOwners(topic: string): readonly PartitionOwner[] {
    const known = this.owners.get(topic);
    if (known) return known;
    const found = partitionOwners(this.linkTable, topic);
    this.owners.set(topic, found);
    return found;
  }

  partitionOfKey(key: string, partitions = this.partitions): number {
    return partitionOfKey(key, partitions);
  }

  /**
   * Topics a handler pattern stands for, so that code names no nation: `inbound.<lane>` is every partner's inbound
   * topic of that lane with its readmitted topic; any other (`outcome`, `desk`, `desk-action`, `evidence`,
   * `decision`) is the topic of that name. Throws RangeError for a topic this registry does not hold.
   */
  topicsFor(pattern: string): string[] {
    const lane = LANES.find((lane) => pattern === `inbound.${lane}`);
    if (lane) {
      const inbound = this.partners.map((partner) => this.inbound(partner, lane));
      return [...inbound, ...inbound.map(this.readmitted)];
    }
    const name = `${this.nation}.${pattern}.v1`;
    const known = new Set(this.topics().map((topic) => topic.name));
    if (known.has(name)) return [name];
    if (known.has(pattern)) return [pattern];
    throw new RangeError(`no topic of nation ${this.nation} matches ${pattern}`);
  }
}

export const topicRegistry = (
  nation: string,
  partners: readonly string[],
  options?: RegistryOptions,
): TopicRegistry => new TopicRegistry(nation, partners, options);

/** Stable partition of a key; the same in every process and version. */
export function partitionOfKey(key: string, partitions: number): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) % partitions;
}
