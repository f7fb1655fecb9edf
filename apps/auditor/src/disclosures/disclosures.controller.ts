import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { BearerToken, PasserelleError, Roles } from '@passerelle/runtime';
import { isUUID } from 'class-validator';
import type { Response } from 'express';
import { AlertArchive } from './alert-archive.js';

@Controller('v1/history')
export class DisclosuresController {
  constructor(@Inject(AlertArchive) private readonly archive: AlertArchive) {}

  /** The content behind the digests, for those cleared for it. The national node records that it was read. */
  @Get(':alertId/disclosures')
  @Roles('disclosure')
  @ApiOkResponse({
    description: "The national node's archive of the alert",
    content: { 'application/json': { schema: { type: 'object' } } },
  })
  async readDisclosures(
    @Param('alertId') alertId: string,
    @BearerToken() bearer: string,
    @Res() response: Response,
  ): Promise<void> {
    if (!isUUID(alertId))
      throw new PasserelleError('PSR_ALERT_UNKNOWN', 'there is no such alert', { status: 404 });
    const { status, contentType, body } = await this.archive.read(alertId, bearer);
    response.status(status).set({ 'Content-Type': contentType, 'Cache-Control': 'no-store' }).send(body);
  }
}
