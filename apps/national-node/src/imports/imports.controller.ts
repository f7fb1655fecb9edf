import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiConsumes, ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import type { Watchlist } from '@passerelle/exchange-model';
import { BulkImportRepository } from '@passerelle/persistence';
import { Caller, languageOf, type Principal, Roles } from '@passerelle/runtime';
import type { Request } from 'express';
import { IdempotentRequests } from '../alerts/idempotent-requests.js';
import { KnownList } from '../watchlists/known-list.pipe.js';
import { AlertFile } from './alert-file.js';
import { BulkImports } from './bulk-imports.js';
import { EntryFiles } from './entry-file.js';
import { ImportDto, importAnswer } from './import-answers.dto.js';
import { lineFormatRequired, unknownImport } from './import-errors.js';
import type { WholeList } from './import-progress.js';
import { EntryImportQueryDto, ImportQueryDto, wholeListOf } from './import-requests.dto.js';
import type { ImportTarget } from './import-target.js';
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
    @Inject(EntryFiles) private readonly entries: EntryFiles,
    @Inject(AlertFile) private readonly alerts: AlertFile,
  ) {}

  /**
   * Adds, updates and removes entries as the lines of a file say, found by the nation's own reference; or makes the list
   * what the file says. A line that breaks a rule is named and left out.
   */
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
    @Query() query: EntryImportQueryDto,
    @Req() request: Request,
  ): Promise<object> {
    const target = this.entries.open(list, query.mode ?? 'changes');
    return this.#run({ caller, key, query, request }, target, () => wholeListOf(query));
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
    return this.#run({ caller, key, query, request }, this.alerts);
  }

  /** How far a file of this nation's systems is. */
  @Get('watchlists/:list/imports/:importId')
  @Roles('system')
  @ApiOkResponse({ type: ImportDto })
  async readImport(
    @Param('list', KnownList) list: Watchlist,
    @Param('importId') id: string,
    @Req() request: Request,
  ): Promise<object> {
    return this.#progress(list, id, request);
  }

  @Get('alerts/imports/:importId')
  @Roles('system')
  @ApiOkResponse({ type: ImportDto })
  async readAlertImport(@Param('importId') id: string, @Req() request: Request): Promise<object> {
    return this.#progress('alerts', id, request);
  }

  async #progress(target: string, id: string, request: Request): Promise<object> {
    const progress = await this.imports.find(id);
    if (progress?.target !== target) throw unknownImport();
    return importAnswer(progress, languageOf(request));
  }

  async #run<T>(
    { caller: { subject }, key, query: { dryRun }, request }: ImportRequest,
    target: ImportTarget<T>,
    wholeList: () => WholeList | null = () => null,
  ): Promise<object> {
    try {
      const format = formatOf(request);
      const whole = wholeList();
      // Not destroyed where the file is refused on the way: its sender must hear why.
      const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      const file = { format, body, whole };
      const language = languageOf(request);
      if (dryRun === 'true') return importAnswer(await this.bulk.rehearse(file, target), language, true);
      const caller = { subject, key: this.requests.requireKey(key) };
      return importAnswer(await this.bulk.run(caller, file, target), language);
    } finally {
      request.resume();
    }
  }
}

interface ImportRequest {
  caller: Principal;
  key: string | undefined;
  query: ImportQueryDto;
  request: Request;
}

function formatOf(request: Request): ImportFormat {
  if (request.is('application/x-ndjson')) return 'ndjson';
  if (request.is('text/csv')) return 'csv';
  throw lineFormatRequired();
}
