import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Caller, type Principal, Roles } from '@passerelle/runtime';
import { IsIn, IsUUID } from 'class-validator';
import { Acknowledge } from './acknowledge.service.js';

/** The empty document: the caller's token says who acknowledges. */
export class Acknowledgement {}

export class Acknowledged {
  @IsUUID()
  notificationId!: string;

  @IsIn(['acknowledged'])
  state!: 'acknowledged';
}

@Controller('v1/notifications')
export class AcknowledgementController {
  constructor(@Inject(Acknowledge) private readonly acknowledge: Acknowledge) {}

  /** The same client may repeat it; another's is 409. */
  @Post(':id/acknowledgement')
  @HttpCode(200)
  @Roles('desk')
  @ApiOkResponse({ type: Acknowledged, description: 'The caller has taken charge' })
  async acknowledgeNotification(
    @Param('id') notificationId: string,
    @Body() _: Acknowledgement,
    @Caller() caller: Principal,
  ): Promise<Acknowledged> {
    await this.acknowledge.acknowledge(notificationId, caller);
    return { notificationId, state: 'acknowledged' };
  }
}
