import { Inject, Injectable } from '@nestjs/common';
import type { DeskReceipt } from '@passerelle/exchange-model';
import { ConsumerPositionRepository, DeskEventRepository, withTransaction } from '@passerelle/persistence';
import { DataSource } from 'typeorm';
import { NotificationFeed } from '../stream/notification-feed.js';
import type { RecordPosition } from './record-position.js';

/** Journals what became of one of our own alerts, so that who wrote it sees it at once. */
@Injectable()
export class ReceiveReceipt {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(DeskEventRepository) private readonly events: DeskEventRepository,
    @Inject(NotificationFeed) private readonly feed: NotificationFeed,
  ) {}

  /** Event and position are stored together, once; `null` moves the position only. */
  async receive(told: DeskReceipt | null, position: RecordPosition): Promise<void> {
    await withTransaction(this.database, async (manager) => {
      const { topic, partition, next, topicId } = position;
      const isFirst = await this.positions.advance(manager, topic, partition, next, topicId);
      if (!isFirst || told === null) return;
      await this.events.append(manager, { ...told, kind: 'receipt', at: new Date(told.at) });
    });
    this.feed.wake();
  }
}
