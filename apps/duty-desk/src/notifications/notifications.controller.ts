import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { NotificationRepository } from '@passerelle/persistence';
import { Roles } from '@passerelle/runtime';
import { itemOf, NotificationList, NotificationQuery } from './notification.dto.js';

@Controller('v1/notifications')
export class NotificationsController {
  constructor(@Inject(NotificationRepository) private readonly notifications: NotificationRepository) {}

  /** Oldest first, by the time the desk first heard of the alert. */
  @Get()
  @Roles('desk')
  @ApiOkResponse({ type: NotificationList, description: 'A page; `next` is null at the end' })
  async listNotifications(@Query() { cursor, alertId }: NotificationQuery): Promise<NotificationList> {
    const { items, next } = await this.notifications.list(cursor, undefined, alertId);
    return { items: items.map(itemOf), next };
  }
}
