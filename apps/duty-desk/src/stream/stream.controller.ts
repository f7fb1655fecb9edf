import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { OFFICERS } from '@passerelle/exchange-model';
import { Caller, Clock, PasserelleError, type Principal, Roles } from '@passerelle/runtime';
import type { Response } from 'express';
import { once } from 'node:events';
import type { OfficerRequest } from '../sign-in/officer.js';
import { OfficerSessions } from '../sign-in/officer-sessions.js';
import { NotificationStream } from './notification-stream.js';
import { Presence } from './presence.js';
import { askedFor, StreamQuery } from './stream.dto.js';

/** No stream lasts longer, whatever its token says: a timer counts in 31 bits. */
const LONGEST_MS = 86_400_000;

@Controller('v1/notifications/stream')
@Roles(...OFFICERS)
export class StreamController {
  constructor(
    @Inject(NotificationStream) private readonly stream: NotificationStream,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(OfficerSessions) private readonly sessions: OfficerSessions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Server-sent events; `Last-Event-ID` resumes after that event, without it only new ones are sent. The stream ends
   * with the caller's token: connect again with the next one. An officer's ends within a heartbeat of the sign-out.
   */
  @Get()
  @ApiHeader({ name: 'last-event-id', required: false, schema: { type: 'string', pattern: '^[0-9]{1,18}$' } })
  @ApiOkResponse({
    description: 'id, event, data; a comment every 15 seconds, and with `events` also `event: heartbeat`',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async streamNotifications(
    @Headers('last-event-id') lastEventId: string,
    @Query() query: StreamQuery,
    @Caller() caller: Principal,
    @Req() { session }: OfficerRequest,
    @Res() response: Response,
  ): Promise<void> {
    const closed = new AbortController();
    response.once('close', () => closed.abort());
    const signal = this.#untilTokenEnds(caller, closed.signal);
    const beginning = await this.stream.beginning(positionOf(lastEventId || query.after));
    const listener = await this.presence.join(caller.roles);
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    const beat = async (): Promise<void> => {
      await listener.beat();
      if (session !== undefined && !(await this.sessions.isLive(session))) closed.abort();
    };
    const reader = { events: askedFor(query), signal, beat };
    try {
      for await (const chunk of this.stream.after(beginning, reader)) {
        if (!response.write(chunk)) await writable(response, signal);
      }
    } finally {
      await listener.left();
      response.end();
    }
  }

  /** Or before, when the reader goes. */
  #untilTokenEnds({ expiresAt }: Principal, closed: AbortSignal): AbortSignal {
    const left = Math.max(0, expiresAt.getTime() - this.clock.now().getTime());
    return AbortSignal.any([closed, AbortSignal.timeout(Math.min(left, LONGEST_MS))]);
  }
}

/** A reader that does not keep up is waited for: what it has not taken stays in the database. */
async function writable(response: Response, ended: AbortSignal): Promise<void> {
  await once(response, 'drain', { signal: ended }).catch(() => undefined);
}

function positionOf(lastEventId: string | undefined): bigint | null {
  if (!lastEventId) return null;
  if (/^\d{1,18}$/.test(lastEventId)) return BigInt(lastEventId);
  throw new PasserelleError('PSR_EVENT_ID_INVALID', 'Last-Event-ID is none that this stream gave', {
    status: 400,
  });
}
