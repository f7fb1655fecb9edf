import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Watchlist } from '@passerelle/exchange-model';
import { AgreementRegistry } from '@passerelle/keys';
import {
  AlertRepository,
  RecoveryRepository,
  WatchlistEntryRepository,
  withTransaction,
} from '@passerelle/persistence';
import { Clock, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { Reconciliations } from '../links/reconciliation/reconciliations.js';
import { AlertSharing } from '../sharing/alert-sharing.js';
import { EntrySharing } from '../watchlists/entry-sharing.js';

/** Nobody knows any more why it ended. */
const REASON = 'no-longer-shared';

/**
 * At the first start after `passctl database restored`: takes back abroad what ended here only by having been erased in
 * the other life, and asks every partner for a reconciliation both ways, so that what is missing is named and sent again
 * (docs/adr/0012). Once for each life of the database.
 */
@Injectable()
export class AfterRestore implements OnApplicationBootstrap {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(RecoveryRepository) private readonly recovery: RecoveryRepository,
    @Inject(AlertRepository) private readonly alerts: AlertRepository,
    @Inject(WatchlistEntryRepository) private readonly entries: WatchlistEntryRepository,
    @Inject(AlertSharing) private readonly alertSharing: AlertSharing,
    @Inject(EntrySharing) private readonly entrySharing: EntrySharing,
    @Inject(Reconciliations) private readonly reconciliations: Reconciliations,
    @Inject(AgreementRegistry) private readonly agreements: AgreementRegistry,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await withTransaction(this.database, async (manager) => {
      if (await this.recovery.isAnotherLife(manager)) await this.#makeGood(manager);
      await this.recovery.noteLife(manager);
    });
  }

  async #makeGood(manager: EntityManager): Promise<void> {
    const alerts = await this.recovery.openAlerts(manager);
    for (const alertId of alerts) {
      const alert = await this.alerts.lockForUpdate(manager, alertId);
      if (alert) await this.alertSharing.withdraw(manager, alert, REASON);
    }
    const entries = await this.entries.lock(manager, await this.recovery.openEntries(manager));
    for (const list of new Set(entries.map((entry) => entry.list)))
      await this.entrySharing.remove(
        manager,
        list as Watchlist,
        entries.filter((entry) => entry.list === list),
        REASON,
      );
    await this.recovery.breakOffReconciliations(manager, this.clock.now());
    for (const { partner } of this.agreements.partners)
      await this.reconciliations.start(manager, partner, true);
    this.logger.warn('recovery.another-life', { takenBack: alerts.length + entries.length });
  }
}
