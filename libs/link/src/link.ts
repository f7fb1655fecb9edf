import { type EventLogger, type KafkaClient, Served, SharedPauses } from '@passerelle/kafka';
import type { LinkAlarm } from './alarms.js';
import { BATCH_LIMITS, type BatchLimits } from './batches.js';
import { LinkCounters } from './link-counters.js';
import { LinkPartition, type PartitionHealth } from './link-partition.js';
import type { Transform } from './records.js';
import type { LinkSource } from './source.js';

export interface LinkOptions {
  name: string;
  /** transactional id = `<prefix>.<source partition>` */
  transactionalIdPrefix: string;
  source: LinkSource;
  destination: KafkaClient;
  /** in the destination's cluster, compacted, as many partitions as the source */
  positionTopic: string;
  transform: Transform;
  /** an operator says that no position exists yet; without it a missing position stops the link */
  firstRun: boolean;
  logger: EventLogger;
  clock: { now(): Date };
  onAlarm: (alarm: LinkAlarm) => void;
  /** incarnations (from an alarm's details) an operator accepts: begin at their oldest record */
  acceptIncarnations?: readonly string[];
  /** default 500 records, 900,000 bytes a transaction */
  limits?: BatchLimits;
  /** for jitter, [0, 1); default Math.random */
  random?: () => number;
}

export interface LinkHealth {
  state: 'starting' | 'running' | 'stopped' | 'alarm';
  reason?: string;
  /** the partitions this instance serves; none when other instances serve them all */
  partitions: Record<number, PartitionHealth>;
}

/** Links of a process over one line tell each other when it is back. */
const pausesBefore = new WeakMap<KafkaClient, SharedPauses>();

/**
 * Carries every record of a source exactly once into a destination cluster: the outputs of a record and the
 * position after it are one Kafka transaction. Whatever dies, on restart nothing is lost, doubled or reordered
 * within a source partition. Procedure and proof: docs/adr/0004.
 */
export class Link {
  readonly metrics = new LinkCounters();
  private readonly served: Served<LinkPartition>;
  private assignedOnce = false;
  private stopped = false;

  constructor(private readonly options: LinkOptions) {
    this.served = new Served((partition) => this.partition(Number(partition)));
  }

  get name(): string {
    return this.options.name;
  }

  /** Resolves at once; joining and opening go on in the background, see {@link health}. */
  async start(): Promise<void> {
    await this.options.source.start({
      assigned: (partitions, isContinued) => {
        if (this.stopped) return;
        this.assignedOnce = true;
        this.served.serve(partitions.map(String), isContinued);
      },
    });
  }

  /** Ends after the transactions in flight. Safe to call twice. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.served.stop();
    await this.options.source.stop();
  }

  health(): LinkHealth {
    const partitions = Object.fromEntries([...this.served.services].map(([n, { health }]) => [n, health]));
    const all = Object.values(partitions);
    const alarm = all.find((health) => health.state === 'alarm');
    if (alarm) return { state: 'alarm', ...(alarm.reason && { reason: alarm.reason }), partitions };
    if (this.stopped) return { state: 'stopped', partitions };
    const waiting = all.find(({ state }) => state !== 'running' && state !== 'standby');
    if (!this.assignedOnce || waiting) {
      return { state: 'starting', ...(waiting?.reason && { reason: waiting.reason }), partitions };
    }
    return { state: 'running', partitions };
  }

  private partition(partition: number): LinkPartition {
    const { options, metrics: counters } = this;
    const { limits = BATCH_LIMITS, random = Math.random, acceptIncarnations = [] } = options;
    const pauses = pausesBefore.get(options.destination) ?? new SharedPauses();
    pausesBefore.set(options.destination, pauses);
    return new LinkPartition({ ...options, partition, limits, random, acceptIncarnations, counters, pauses });
  }
}
