import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { OFFICERS } from '@passerelle/exchange-model';
import { AlertRepository, ReceiptRepository } from '@passerelle/persistence';
import { Caller, Clock, type Principal, Roles } from '@passerelle/runtime';
import { instanceToPlain } from 'class-transformer';
import type { Response } from 'express';
import {
  AlertItemDto,
  AlertListDto,
  AlertSummaryDto,
  PreviewDto,
  ReceiptListDto,
} from './alert-answers.dto.js';
import { AlertChanges } from './alert-changes.js';
import { AlertDocumentDto } from './alert-document.dto.js';
import { AlertQueryDto, WithdrawalDto } from './alert-requests.dto.js';
import { AlertReading } from './alert-reading.js';
import { IdempotentRequests } from './idempotent-requests.js';
import { etagOf, expectedVersion } from './entity-tags.js';
import { incomingDocument } from './incoming-document.js';
import { Preview } from './preview.js';

@Controller('v1/alerts')
export class AlertsController {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(AlertChanges) private readonly changes: AlertChanges,
    @Inject(AlertReading) private readonly reading: AlertReading,
    @Inject(AlertRepository) private readonly alerts: AlertRepository,
    @Inject(ReceiptRepository) private readonly receipts: ReceiptRepository,
    @Inject(IdempotentRequests) private readonly requests: IdempotentRequests,
    @Inject(Preview) private readonly previews: Preview,
  ) {}

  /** Stores an alert and sends it on its way to every partner; the same key and body give the first answer again. */
  @Post()
  @Roles('system', ...OFFICERS)
  @ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', maxLength: 255 } })
  @ApiCreatedResponse({ type: AlertSummaryDto })
  async issueAlert(
    @Caller() caller: Principal,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: AlertDocumentDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const usable = this.requests.requireKey(key);
    const answer = await this.requests.once(
      caller.subject,
      usable,
      instanceToPlain(body),
      async (manager) => {
        const document = incomingDocument(body, this.clock.now());
        const summary = await this.changes.issue(manager, document);
        return { status: 201, body: summary, etag: etagOf(summary.version) };
      },
    );
    response.status(answer.status).setHeader('ETag', answer.etag ?? etagOf(1));
    return answer.body;
  }

  /** What each partner would read of a document; stores nothing. */
  @Post('preview')
  @HttpCode(200)
  @Roles('system', ...OFFICERS)
  @ApiOkResponse({ type: PreviewDto })
  previewAlert(@Body() body: AlertDocumentDto): object {
    return { previews: this.previews.of(incomingDocument(body, this.clock.now())) };
  }

  /** Own and foreign alerts, oldest first by the time they were stored here. */
  @Get()
  @Roles('system', ...OFFICERS)
  @ApiOkResponse({ type: AlertListDto })
  async listAlerts(@Query() query: AlertQueryDto): Promise<object> {
    const { origin, category, since, cursor } = query;
    const page = await this.alerts.list({
      origin,
      category,
      cursor,
      since: since === undefined ? undefined : new Date(since),
    });
    return { items: await Promise.all(page.items.map((alert) => this.reading.item(alert))), next: page.next };
  }

  @Get(':alertId')
  @Roles('system', ...OFFICERS)
  @ApiOkResponse({ type: AlertItemDto })
  async readAlert(
    @Param('alertId') alertId: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const alert = await this.reading.require(alertId);
    response.setHeader('ETag', etagOf(alert.version));
    return this.reading.item(alert);
  }

  /** Replaces the whole document of an own alert. */
  @Put(':alertId')
  @Roles('system', ...OFFICERS)
  @ApiHeader({ name: 'If-Match', required: true, schema: { type: 'string' } })
  @ApiOkResponse({ type: AlertSummaryDto })
  async updateAlert(
    @Param('alertId') alertId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: AlertDocumentDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const document = incomingDocument(body, this.clock.now());
    const summary = await this.changes.update(alertId, expectedVersion(ifMatch), document);
    response.setHeader('ETag', etagOf(summary.version));
    return summary;
  }

  /** Withdraws an own alert here and abroad. */
  @Post(':alertId/withdrawal')
  @HttpCode(200)
  @Roles('system', ...OFFICERS)
  @ApiOkResponse({ type: AlertSummaryDto })
  async withdrawAlert(
    @Param('alertId') alertId: string,
    @Body() body: WithdrawalDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const summary = await this.changes.withdraw(alertId, body.reason);
    response.setHeader('ETag', etagOf(summary.version));
    return summary;
  }

  /** Every signed receipt about an alert, oldest first. */
  @Get(':alertId/receipts')
  @Roles('system', ...OFFICERS)
  @ApiOkResponse({ type: ReceiptListDto })
  async listReceipts(@Param('alertId') id: string): Promise<object> {
    const { alertId } = await this.reading.require(id);
    const receipts = await this.receipts.ofAlert(alertId);
    return {
      items: receipts.map(({ kind, at, ver, byNation, byRole, post, clause, reason }) => ({
        kind,
        at,
        version: ver,
        by: { nation: byNation, role: byRole, ...(post !== null && { post }) },
        ...(clause !== null && { clause }),
        ...(reason !== null && { reason }),
      })),
      next: null,
    };
  }
}
