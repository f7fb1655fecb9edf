import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { OFFICERS } from '@passerelle/exchange-model';
import { Caller, type Principal, Roles } from '@passerelle/runtime';
import { take } from '../notifications/lifecycle.js';
import { itemOf, NotificationItem } from '../notifications/notification.dto.js';
import { actorOf } from './acting-role.js';
import { ActionRequest } from './action-requests.dto.js';
import { OfficerActions } from './officer-actions.js';

@Controller('v1/notifications')
@Roles(...OFFICERS)
export class AcknowledgementController {
  constructor(@Inject(OfficerActions) private readonly actions: OfficerActions) {}

  /** The same officer may repeat it; another's is 409 and names who holds it. */
  @Post(':id/acknowledgement')
  @HttpCode(200)
  @ApiOkResponse({ type: NotificationItem, description: 'The caller has taken charge' })
  async acknowledgeNotification(
    @Param('id') notificationId: string,
    @Body() { as }: ActionRequest,
    @Caller() caller: Principal,
  ): Promise<NotificationItem> {
    return itemOf(await this.actions.perform(notificationId, actorOf(caller, as), take));
  }
}
