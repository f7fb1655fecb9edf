import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, digest } from '@passerelle/credential';
import { type LinkAlarmKind, LinkRepository } from '@passerelle/persistence';
import { Clock, JsonLogger, Metrics } from '@passerelle/runtime';
import { Gauge } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { NodeRecords } from '../records/node-records.js';

/** Raises and clears the alarms of links: each change once, in the database, in the evidence, in the log. */
@Injectable()
export class LinkAlarms {
  readonly #standing: Gauge<'partner' | 'alarm'>;

  constructor(
    @Inject(LinkRepository) private readonly links: LinkRepository,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(Metrics) metrics: Metrics,
  ) {
    this.#standing = new Gauge({
      name: 'passerelle_link_alarm',
      help: '1 while this alarm of the link with a partner stands',
      labelNames: ['partner', 'alarm'],
      registers: [metrics.registry],
    });
  }

  /** Whatever was known before: after this the alarm stands exactly if `wrong`. */
  async set(manager: EntityManager, partner: string, alarm: LinkAlarmKind, wrong: boolean): Promise<void> {
    this.#standing.set({ partner, alarm }, Number(wrong));
    const at = this.clock.now();
    const changed = wrong
      ? await this.links.raise(manager, partner, alarm, at)
      : await this.links.clear(manager, partner, alarm);
    if (!changed) return;
    const what = { partner, alarm, at: at.toISOString() };
    await this.records.evidence(manager, wrong ? 'link-alarm' : 'link-cleared', {
      partner,
      digest: digest(canonicalBytes(what)),
      reason: alarm,
    });
    if (wrong) this.logger.error('link.alarm', { partner, alarm });
    else this.logger.info('link.alarm-cleared', { partner, alarm });
  }
}
