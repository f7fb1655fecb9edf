import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiConsumes, ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import type { AlertDocument, Watchlist } from '@passerelle/exchange-model';
import { BulkImportRepository } from '@passerelle/persistence';
import { Caller, Clock, type Principal, Roles } from '@passerelle/runtime';
import type { Request } from 'express';
import { AlertChanges } from '../alerts/alert-changes.js';
import { AlertDocumentDto } from '../alerts/alert-document.dto.js';
import { IdempotentRequests } from '../alerts/idempotent-requests.js';
import { incomingDocument, incomingEntry } from '../alerts/incoming-document.js';
import { EntryDocumentDto } from '../watchlists/entry-document.dto.js';
import { KnownList } from '../watchlists/known-list.pipe.js';
import { WatchlistChanges } from '../watchlists/watchlist-changes.js';
import { BulkImports } from './bulk-imports.js';
import { ImportDto, importAnswer } from './import-answers.dto.js';
import { lineFormatRequired, unknownImport } from './import-errors.js';
import { ImportQueryDto } from './import-requests.dto.js';
import { type ImportTarget, validDocument } from './import-target.js';
import type { ImportFormat } from './record-splitter.js';

const KEY = {
  name: 'Idempotency-Key',
  description: 'Needed unless it is a dry run. The same file under the same key goes on where it stopped.',
  required: false,
  schema: { type: 'string', maxLength: 255 },
} as const;

/** Files of entries or alerts, as NDJSON or CSV, of any length. */
@Controller('v1')
export class ImportsController {
  constructor(
    @Inject(BulkImports) private readonly bulk: BulkImports,
    @Inject(BulkImportRepository) private readonly imports: BulkImportRepository,
    @Inject(IdempotentRequests) private readonly requests: IdempotentRequests,
    @Inject(WatchlistChanges) private readonly entries: WatchlistChanges,
    @Inject(AlertChanges) private readonly alerts: AlertChanges,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Adds every line of a file as an entry; a line that breaks a rule is named and left out. */
  @Post('watchlists/:list/imports')
  @HttpCode(200)
  @Roles('system')
  @ApiConsumes('application/x-ndjson', 'text/csv')
  @ApiHeader(KEY)
  @ApiOkResponse({ type: ImportDto })
  async importEntries(
    @Caller() caller: Principal,
    @Param('list', KnownList) list: Watchlist,
    @Headers('idempotency-key') key: string | undefined,
    @Query() query: ImportQueryDto,
    @Req() request: Request,
  ): Promise<object> {
    return this.#run(caller, key, query, request, {
      name: list,
      read: (document, now) => incomingEntry(list, validDocument(EntryDocumentDto, document), now),
      store: (manager, documents) => this.entries.add(manager, list, documents),
    });
  }

  /** Issues every line of a file as an alert. */
  @Post('alerts/imports')
  @HttpCode(200)
  @Roles('system')
  @ApiConsumes('application/x-ndjson', 'text/csv')
  @ApiHeader(KEY)
  @ApiOkResponse({ type: ImportDto })
  async importAlerts(
    @Caller() caller: Principal,
    @Headers('idempotency-key') key: string | undefined,
    @Query() query: ImportQueryDto,
    @Req() request: Request,
  ): Promise<object> {
    return this.#run(caller, key, query, request, {
      name: 'alerts',
      read: (document, now) => incomingDocument(validDocument(AlertDocumentDto, document), now),
      store: async (manager, documents) => {
        for (const document of documents) await this.alerts.issue(manager, document);
      },
    });
  }

  /** How far a file of this nation's systems is. */
  @Get('watchlists/:list/imports/:importId')
  @Roles('system')
  @ApiOkResponse({ type: ImportDto })
  async readImport(
    @Param('list', KnownList) list: Watchlist,
    @Param('importId') id: string,
  ): Promise<object> {
    return this.#progress(list, id);
  }

  @Get('alerts/imports/:importId')
  @Roles('system')
  @ApiOkResponse({ type: ImportDto })
  async readAlertImport(@Param('importId') id: string): Promise<object> {
    return this.#progress('alerts', id);
  }

  async #progress(target: string, id: string): Promise<object> {
    const progress = await this.imports.find(id);
    if (progress?.target !== target) throw unknownImport();
    return importAnswer(progress);
  }

  async #run(
    { subject }: Principal,
    key: string | undefined,
    { dryRun }: ImportQueryDto,
    request: Request,
    target: ImportTarget<AlertDocument>,
  ): Promise<object> {
    try {
      const format = formatOf(request);
      // Not destroyed where the file is refused on the way: its sender must hear why.
      const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      if (dryRun === 'true') return importAnswer(await this.bulk.rehearse(format, body, target), true);
      const caller = { subject, key: this.requests.requireKey(key) };
      return importAnswer(await this.bulk.run(caller, format, body, target));
    } finally {
      request.resume();
    }
  }
}

function formatOf(request: Request): ImportFormat {
  if (request.is('application/x-ndjson')) return 'ndjson';
  if (request.is('text/csv')) return 'csv';
  throw lineFormatRequired();
}
