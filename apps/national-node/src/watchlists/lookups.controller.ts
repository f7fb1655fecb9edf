import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { OFFICERS } from '@passerelle/exchange-model';
import { Roles } from '@passerelle/runtime';
import { EntryListDto } from './entry-answers.dto.js';
import { LookupDto } from './entry-requests.dto.js';
import { Lookups } from './lookups.js';

/** A body, not a query: a number that somebody asks for stands in no URL and in no log. */
@Controller('v1/watchlists/lookups')
export class LookupsController {
  constructor(@Inject(Lookups) private readonly lookups: Lookups) {}

  /** Active entries, own and foreign, that carry exactly this number however it is written; at most 100. */
  @Post()
  @HttpCode(200)
  @Roles('system', ...OFFICERS)
  @ApiOkResponse({ type: EntryListDto })
  async lookUp(@Body() body: LookupDto): Promise<object> {
    return { items: await this.lookups.find(body), next: null };
  }
}
