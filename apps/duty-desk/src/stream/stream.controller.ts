import { Controller, Get, Headers, Inject, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { PasserelleError, Roles } from '@passerelle/runtime';
import type { Response } from 'express';
import { once } from 'node:events';
import { NotificationStream } from './notification-stream.js';

@Controller('v1/notifications/stream')
export class StreamController {
  constructor(@Inject(NotificationStream) private readonly stream: NotificationStream) {}

  /** Server-sent events; `Last-Event-ID` resumes after that event, without it only new ones are sent. */
  @Get()
  @Roles('desk')
  @ApiHeader({ name: 'last-event-id', required: false, schema: { type: 'string', pattern: '^[0-9]{1,18}$' } })
  @ApiOkResponse({
    description: 'id, `event: notification`, data; comments are heartbeats',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async streamNotifications(
    @Headers('last-event-id') lastEventId: string,
    @Res() response: Response,
  ): Promise<void> {
    const closed = new AbortController();
    response.once('close', () => closed.abort());
    const beginning = await this.stream.beginning(positionOf(lastEventId));
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    for await (const chunk of this.stream.after(beginning, closed.signal)) {
      if (!response.write(chunk)) await writable(response, closed.signal);
    }
    response.end();
  }
}

/** A reader that does not keep up is waited for: what it has not taken stays in the database. */
async function writable(response: Response, closed: AbortSignal): Promise<void> {
  await once(response, 'drain', { signal: closed }).catch(() => undefined);
}

function positionOf(lastEventId: string | undefined): bigint | null {
  if (!lastEventId) return null;
  if (/^\d{1,18}$/.test(lastEventId)) return BigInt(lastEventId);
  throw new PasserelleError('PSR_EVENT_ID_INVALID', 'Last-Event-ID is none that this stream gave', {
    status: 400,
  });
}
