import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { OFFICERS } from '@passerelle/exchange-model';
import { DeskEventRepository, NotificationRepository } from '@passerelle/persistence';
import { Clock, Roles } from '@passerelle/runtime';
import { unknownNotification } from '../actions/action-errors.js';
import {
  itemOf,
  NotificationItem,
  NotificationList,
  NotificationQuery,
  QueueDto,
  queueOf,
} from './notification.dto.js';

/** Items of a queue at most; the rest is counted. */
const QUEUE_LIMIT = 200;

@Controller('v1')
@Roles(...OFFICERS)
export class NotificationsController {
  constructor(
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(DeskEventRepository) private readonly events: DeskEventRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Oldest first, by the time the desk first heard of the alert. */
  @Get('notifications')
  @ApiOkResponse({ type: NotificationList, description: 'A page; `next` is null at the end' })
  async listNotifications(@Query() query: NotificationQuery): Promise<NotificationList> {
    const { items, next } = await this.notifications.list(query);
    return { items: items.map(itemOf), next };
  }

  /** One, open or closed. */
  @Get('notifications/:id')
  @ApiOkResponse({ type: NotificationItem })
  async readNotification(@Param('id') id: string): Promise<NotificationItem> {
    const notification = await this.notifications.find(id);
    if (notification === null) throw unknownNotification();
    return itemOf(notification);
  }

  /** What is open, the most pressing first, as of an event from which the stream goes on. */
  @Get('queue')
  @ApiOkResponse({ type: QueueDto })
  async readQueue(): Promise<QueueDto> {
    const last = await this.events.last(); // before the items: an event may be told again, never missed
    return queueOf(await this.notifications.queue(QUEUE_LIMIT), last, this.clock.now());
  }
}
