import { Body, Controller, Delete, Get, Headers, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { OFFICERS, type Watchlist } from '@passerelle/exchange-model';
import { WatchlistEntryRepository, WatchlistReceiptRepository } from '@passerelle/persistence';
import { Caller, Clock, type Principal, Roles } from '@passerelle/runtime';
import { instanceToPlain } from 'class-transformer';
import type { Response } from 'express';
import { ReceiptListDto } from '../alerts/alert-answers.dto.js';
import { etagOf, expectedVersion } from '../alerts/entity-tags.js';
import { IdempotentRequests } from '../alerts/idempotent-requests.js';
import { incomingEntry } from '../alerts/incoming-document.js';
import { EntryDocumentDto } from './entry-document.dto.js';
import { EntryItemDto, EntryListDto, EntrySummaryDto } from './entry-answers.dto.js';
import { EntryReading } from './entry-reading.js';
import { receiptItem } from './entry-receipts.js';
import { EntryQueryDto, RemovalQueryDto } from './entry-requests.dto.js';
import { KnownList } from './known-list.pipe.js';
import { WatchlistChanges } from './watchlist-changes.js';

@Controller('v1/watchlists/:list/entries')
export class WatchlistsController {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(WatchlistChanges) private readonly changes: WatchlistChanges,
    @Inject(EntryReading) private readonly reading: EntryReading,
    @Inject(WatchlistEntryRepository) private readonly entries: WatchlistEntryRepository,
    @Inject(WatchlistReceiptRepository) private readonly receipts: WatchlistReceiptRepository,
    @Inject(IdempotentRequests) private readonly requests: IdempotentRequests,
  ) {}

  /** Adds an entry and sends it on its way to every partner; the same key and body give the first answer again. */
  @Post()
  @Roles('system')
  @ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', maxLength: 255 } })
  @ApiCreatedResponse({ type: EntrySummaryDto })
  async addEntry(
    @Caller() caller: Principal,
    @Param('list', KnownList) list: Watchlist,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: EntryDocumentDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const usable = this.requests.requireKey(key);
    const request = { list, entry: instanceToPlain(body) };
    const answer = await this.requests.once(caller.subject, usable, request, async (manager) => {
      const [summary] = await this.changes.add(manager, list, [incomingEntry(list, body, this.clock.now())]);
      return { status: 201, body: summary as object, etag: etagOf(1) };
    });
    response.status(answer.status).setHeader('ETag', answer.etag ?? etagOf(1));
    return answer.body;
  }

  /** Own and foreign entries of a list, oldest first by the time they were stored here. */
  @Get()
  @Roles('system', ...OFFICERS)
  @ApiOkResponse({ type: EntryListDto })
  async listEntries(
    @Param('list', KnownList) list: Watchlist,
    @Query() query: EntryQueryDto,
  ): Promise<object> {
    const { origin, since, cursor } = query;
    const page = await this.entries.list({
      list,
      origin,
      cursor,
      since: since === undefined ? undefined : new Date(since),
    });
    return { items: await this.reading.items(page.items), next: page.next };
  }

  @Get(':entryId')
  @Roles('system', ...OFFICERS)
  @ApiOkResponse({ type: EntryItemDto })
  async readEntry(
    @Param('list', KnownList) list: Watchlist,
    @Param('entryId') entryId: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const entry = await this.reading.require(list, entryId);
    response.setHeader('ETag', etagOf(entry.version));
    const [item] = await this.reading.items([entry]);
    return item as object;
  }

  /** Replaces the whole document of an own entry. */
  @Put(':entryId')
  @Roles('system')
  @ApiHeader({ name: 'If-Match', required: true, schema: { type: 'string' } })
  @ApiOkResponse({ type: EntrySummaryDto })
  async updateEntry(
    @Param('list', KnownList) list: Watchlist,
    @Param('entryId') entryId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: EntryDocumentDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const document = incomingEntry(list, body, this.clock.now());
    const summary = await this.changes.update(list, entryId, expectedVersion(ifMatch), document);
    response.setHeader('ETag', etagOf(summary.version));
    return summary;
  }

  /** Removes an own entry here and abroad. */
  @Delete(':entryId')
  @Roles('system')
  @ApiOkResponse({ type: EntrySummaryDto })
  async removeEntry(
    @Param('list', KnownList) list: Watchlist,
    @Param('entryId') entryId: string,
    @Query() { reason = 'other' }: RemovalQueryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const summary = await this.changes.remove(list, entryId, reason);
    response.setHeader('ETag', etagOf(summary.version));
    return summary;
  }

  /** Every signed receipt about an entry or the blocks it was in, oldest first. */
  @Get(':entryId/receipts')
  @Roles('system', ...OFFICERS)
  @ApiOkResponse({ type: ReceiptListDto })
  async listEntryReceipts(
    @Param('list', KnownList) list: Watchlist,
    @Param('entryId') id: string,
  ): Promise<object> {
    const { entryId } = await this.reading.require(list, id);
    return { items: (await this.receipts.ofEntry(entryId)).map(receiptItem), next: null };
  }
}
