import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { NotificationRepository, withTransaction } from '@passerelle/persistence';
import { Clock, HealthRegistry, JsonLogger, Metrics, Rounds } from '@passerelle/runtime';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { NotificationFeed } from '../stream/notification-feed.js';
import { Escalation } from './escalation.js';

const SWEEP_MS = 1_000;
/** The clocks of two instances differ by less. */
const CLOCK_TOLERANCE_SECONDS = 30;

/**
 * Looks every second for notifications whose next step is due. Due times stand in the database, so a restart changes
 * nothing; instances share the work, and each step is taken once.
 */
@Injectable()
export class EscalationScheduler implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds<number>;
  #failed = false;

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(Escalation) private readonly escalation: Escalation,
    @Inject(NotificationFeed) private readonly feed: NotificationFeed,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(HealthRegistry) health: HealthRegistry,
    @Inject(Metrics) metrics: Metrics,
  ) {
    health.registerWorker('escalation', () => ({ state: this.#failed ? 'retrying' : 'running' }));
    this.#rounds = new Rounds(
      () => this.#sweep(),
      (error) => {
        this.#failed = error !== undefined;
        if (this.#failed) logger.failure('escalation.failed', error);
      },
    );
    this.#watch(metrics);
  }

  onApplicationBootstrap(): void {
    this.#rounds.start(SWEEP_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Takes every step that is due now; returns how many notifications moved. One that can not is left for later. */
  sweep(): Promise<number> {
    return this.#rounds.now();
  }

  async #sweep(): Promise<number> {
    const seconds = await this.notifications.followClock(this.clock.now(), CLOCK_TOLERANCE_SECONDS);
    if (seconds > 0) this.logger.warn('escalation.clock-set-back', { seconds });
    const tried: string[] = [];
    while (await this.#takeOne(tried));
    if (tried.length > 0) this.feed.wake();
    return tried.length;
  }

  /** Each once a sweep: one that fails holds up none behind it. */
  async #takeOne(tried: string[]): Promise<boolean> {
    const before = tried.length;
    try {
      await withTransaction(this.database, async (manager) => {
        const notification = await this.notifications.lockDue(manager, this.clock.now(), tried);
        if (notification === null) return;
        tried.push(notification.notificationId);
        await this.escalation.advance(manager, notification);
      });
    } catch (error) {
      if (tried.length === before) throw error;
      this.logger.failure('escalation.step-failed', error, { notificationId: tried.at(-1) ?? '' });
    }
    return tried.length > before;
  }

  /** Who watches the watcher: an alarm on this says that the chain stands still. */
  #watch(metrics: Metrics): void {
    const { notifications, clock } = this;
    const overdue = new Gauge({
      name: 'passerelle_escalation_overdue_seconds',
      help: 'By how much the longest overdue step is overdue',
      registers: [],
      async collect() {
        const due = await notifications.longestOverdue(clock.now()).catch(() => null);
        this.set(due === null ? 0 : (clock.now().getTime() - due.getTime()) / 1000);
      },
    });
    metrics.registry.registerMetric(overdue);
  }
}
