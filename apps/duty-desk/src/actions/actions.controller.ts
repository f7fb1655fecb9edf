import { applyDecorators, Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { OFFICERS } from '@passerelle/exchange-model';
import { Caller, Clock, type Principal, Roles } from '@passerelle/runtime';
import { instanceToPlain } from 'class-transformer';
import { close, display, escalate, handBack, sight } from '../notifications/lifecycle.js';
import { itemOf, NotificationItem } from '../notifications/notification.dto.js';
import { ActionRequest, ClosureRequest, HandBackRequest, SightingRequest } from './action-requests.dto.js';
import { actorOf } from './acting-role.js';
import { IdempotentActions } from './idempotent-actions.js';
import { type Act, OfficerActions } from './officer-actions.js';
import { sightedAt } from './sighted-at.js';

const Keyed = (description: string): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', format: 'uuid' } }),
    ApiOkResponse({ type: NotificationItem, description }),
  );

/** What an officer does with a notification. Repeated under the same key it gives the same answer. */
@Controller('v1/notifications/:id')
@Roles(...OFFICERS)
export class ActionsController {
  constructor(
    @Inject(OfficerActions) private readonly actions: OfficerActions,
    @Inject(IdempotentActions) private readonly requests: IdempotentActions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The officer in charge gives it back; the sender is told, and the clock goes on where it stood. */
  @Post('hand-back')
  @Keyed('Untaken again')
  handBackNotification(
    @Param('id') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: HandBackRequest,
    @Caller() caller: Principal,
  ): Promise<NotificationItem> {
    return this.#once('hand-back', id, key, body, caller, (notification, actor, now) =>
      handBack(notification, actor, body.reason, now),
    );
  }

  /** One level up, at once. */
  @Post('escalation')
  @Keyed('At the level above')
  escalateNotification(
    @Param('id') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: ActionRequest,
    @Caller() caller: Principal,
  ): Promise<NotificationItem> {
    return this.#once('escalation', id, key, body, caller, escalate);
  }

  /** It ends with an outcome, which the sender is told unless the check is discreet. */
  @Post('closure')
  @Keyed('Closed')
  closeNotification(
    @Param('id') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: ClosureRequest,
    @Caller() caller: Principal,
  ): Promise<NotificationItem> {
    return this.#once('closure', id, key, body, caller, (notification, actor, now) =>
      close(notification, actor, body.outcome, now),
    );
  }

  /** The subject of the alert was seen; the sender is told the code unless the check is discreet. */
  @Post('sighting')
  @Keyed('As it is')
  reportSighting(
    @Param('id') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: SightingRequest,
    @Caller() caller: Principal,
  ): Promise<NotificationItem> {
    const seenAt = sightedAt(body.at, this.clock.now());
    return this.#once('sighting', id, key, body, caller, (notification) =>
      sight(notification, body.sighting, seenAt),
    );
  }

  /** Its content was on an officer's screen. Repeated it changes nothing. */
  @Post('display')
  @HttpCode(200)
  @ApiOkResponse({ type: NotificationItem })
  async displayNotification(
    @Param('id') id: string,
    @Body() { as }: ActionRequest,
    @Caller() caller: Principal,
  ): Promise<NotificationItem> {
    return itemOf(await this.actions.perform(id, actorOf(caller, as), display));
  }

  #once(
    operation: string,
    id: string,
    key: string | undefined,
    body: ActionRequest,
    caller: Principal,
    act: Act,
  ): Promise<NotificationItem> {
    const actor = { ...actorOf(caller, body.as), key };
    const request = { operation, id, body: instanceToPlain(body) };
    return this.requests.once({ subject: caller.subject, key, request }, async (manager) =>
      itemOf(await this.actions.performIn(manager, id, actor, act)),
    );
  }
}
