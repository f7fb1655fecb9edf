/** The lanes payload travels in; each has its own topics and its own link, so nothing waits behind bulk. */
export const LANES = ['alert.urgent', 'alert.routine', 'receipt', 'control', 'watchlist'] as const;
export type Lane = (typeof LANES)[number];

/** The services that keep an outbox and therefore host outbox links. */
export type OutboxService = 'national-node' | 'duty-desk' | 'auditor';

const OUTBOX_PREFIX: Record<OutboxService, string> = {
  'national-node': 'outbox',
  'duty-desk': 'desk-outbox',
  auditor: 'auditor-outbox',
};

/** Topic and link names of one nation's cluster (docs/protocol.md, "Topics"). Codes are lower-cased. */
export class Names {
  readonly nation: string;
  constructor(nation: string) {
    this.nation = nation.toLowerCase();
  }

  readonly outbound = (lane: Lane): string => this.topic(`outbound.${lane}`);
  readonly released = (partner: string, lane: Lane): string =>
    this.topic(`released.${partner.toLowerCase()}.${lane}`);
  readonly inbound = (partner: string, lane: Lane): string =>
    this.topic(`inbound.${partner.toLowerCase()}.${lane}`);
  readonly outcome = (): string => this.topic('outcome');
  readonly decision = (): string => this.topic('decision');
  /** Which of our own ids were erased, so that they stay erased after a restore. */
  readonly erasure = (): string => this.topic('erasure');
  readonly evidence = (): string => this.topic('evidence');
  readonly desk = (): string => this.topic('desk');
  readonly deskAction = (): string => this.topic('desk-action');
  readonly agreement = (): string => this.topic('agreement');
  readonly position = (link: string): string => this.topic(`position.${link}`);
  readonly quarantine = (payloadTopic: string): string => this.topic(`quarantine.${this.rest(payloadTopic)}`);
  readonly readmitted = (payloadTopic: string): string => this.topic(`readmitted.${this.rest(payloadTopic)}`);

  /** Not a link that runs: under this name an operator writes evidence of what was done by hand. */
  readonly operator = (): string => `${this.nation}-operator`;
  /** The link that carries a service's outbox rows for one destination topic of this cluster. */
  readonly outboxLink = (service: OutboxService, destination: string): string =>
    `${this.nation}-${OUTBOX_PREFIX[service]}-${dashed(this.rest(destination))}`;
  readonly enforceLink = (lane: Lane): string => `${this.enforceGroup()}-${dashed(lane)}`;
  readonly carryLink = (partner: string, lane: Lane): string => `${this.carryGroup(partner)}-${dashed(lane)}`;
  /** The groups in which instances of the bridge share the partitions of all lanes. */
  readonly enforceGroup = (): string => `${this.nation}-enforce`;
  readonly carryGroup = (partner: string): string => `${this.nation}-carry-${partner.toLowerCase()}`;

  /** The payload topic's name without nation and version, e.g. `inbound.ml.receipt`. */
  private rest(topic: string): string {
    const match = new RegExp(`^${this.nation}\\.(.+)\\.v\\d+$`).exec(topic);
    if (!match?.[1]) throw new RangeError(`${topic} is no topic of nation ${this.nation}`);
    return match[1];
  }

  private topic(rest: string): string {
    return `${this.nation}.${rest}.v1`;
  }
}

const dashed = (name: string): string => name.replaceAll('.', '-');
