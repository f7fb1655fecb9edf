import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { OFFICERS } from '@passerelle/exchange-model';
import { DeskEventRepository, NotificationRepository, withTransaction } from '@passerelle/persistence';
import { Caller, Clock, type Principal, Roles } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { unknownNotification } from '../actions/action-errors.js';
import { actorOf } from '../actions/acting-role.js';
import { EventsQuery, journalItemOf, JournalList, JournalQuery, Muted, MuteRequest } from './journal.dto.js';

/** What happened at the desk, in order: also what calls for nobody's attention. */
@Controller('v1')
@Roles(...OFFICERS)
export class JournalController {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(NotificationRepository) private readonly notifications: NotificationRepository,
    @Inject(DeskEventRepository) private readonly events: DeskEventRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Of one notification. */
  @Get('notifications/:id/events')
  @ApiOkResponse({ type: JournalList })
  async listEvents(@Param('id') id: string, @Query() { cursor }: EventsQuery): Promise<JournalList> {
    const notification = await this.notifications.find(id);
    if (notification === null) throw unknownNotification();
    const { notificationId } = notification;
    const { items, next } = await this.events.list({ notificationId, cursor });
    return { items: items.map(journalItemOf), next };
  }

  /** Of the whole desk, with the receipts about our own alerts. */
  @Get('journal')
  @ApiOkResponse({ type: JournalList })
  async readJournal(@Query() { since, cursor }: JournalQuery): Promise<JournalList> {
    const from = since === undefined ? undefined : new Date(since);
    const { items, next } = await this.events.list({ since: from, cursor });
    return { items: items.map(journalItemOf), next };
  }

  /** Somebody silences their console for some minutes: it is on record that nobody was to hear. */
  @Post('mutes')
  @ApiCreatedResponse({ type: Muted })
  async mute(@Body() { minutes, as }: MuteRequest, @Caller() caller: Principal): Promise<Muted> {
    const { subject, as: role, post = null } = actorOf(caller, as);
    const at = this.clock.now();
    await withTransaction(this.database, (manager) =>
      this.events.append(manager, {
        at,
        kind: 'muted',
        by: subject,
        role,
        post,
        reason: `${minutes}-minutes`,
      }),
    );
    return { at: at.toISOString(), until: new Date(at.getTime() + minutes * 60_000).toISOString() };
  }
}
