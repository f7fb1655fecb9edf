import { Inject, Injectable } from '@nestjs/common';
import { ReconciliationRepository } from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';
import type { EntityManager } from 'typeorm';
import { NodeRecords } from '../../records/node-records.js';
import type { Drift } from './drift.js';
import type { ExchangedRecords } from './exchanged-records.js';

/** Names what differs, each difference once, and sends again what is missing. What nobody here knows is never deleted there. */
@Injectable()
export class DriftRepair {
  constructor(
    @Inject(ReconciliationRepository) private readonly reconciliations: ReconciliationRepository,
    @Inject(NodeRecords) private readonly records: NodeRecords,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** True where something missing is under way: the range is compared once more. */
  async mend(
    manager: EntityManager,
    { id, partner }: { id: string; partner: string },
    records: ExchangedRecords,
    drift: readonly Drift[],
  ): Promise<boolean> {
    const fresh = await this.#name(manager, { id, partner }, records.subject, drift);
    const missing = fresh.filter(({ kind }) => kind === 'missing').map(({ entry }) => entry);
    const sent = missing.length > 0 ? await records.resend(manager, partner, missing) : [];
    const known = drift.filter((each) => !fresh.includes(each));
    return sent.length > 0 || known.some(({ kind }) => kind === 'missing');
  }

  /** Those that were not named before. */
  async #name(
    manager: EntityManager,
    { id, partner }: { id: string; partner: string },
    subject: string,
    drift: readonly Drift[],
  ): Promise<Drift[]> {
    const foundAt = this.clock.now();
    const named = await this.reconciliations.nameDrift(
      manager,
      id,
      drift.map(({ kind, entry: { jti, ver, dig } }) => ({ subject, jti, ver, digest: dig, kind, foundAt })),
    );
    const isNew = new Set(named.map(({ jti, ver, kind }) => `${jti} ${ver} ${kind}`));
    const fresh = drift.filter(({ kind, entry }) => isNew.has(`${entry.jti} ${entry.ver} ${kind}`));
    for (const { kind, entry } of fresh) {
      const { jti, ver, dig } = entry;
      const facts = { partner, subject, jti, version: ver, kind };
      this.logger.warn('reconciliation.drift', { reconciliation: id, ...facts });
      await this.records.evidence(manager, 'drift', {
        jti,
        version: ver,
        partner,
        digest: dig,
        reason: kind,
      });
    }
    return fresh;
  }
}
