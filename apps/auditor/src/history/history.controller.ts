import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { HistoryRepository } from '@passerelle/persistence';
import { Roles } from '@passerelle/runtime';
import { HistoryPage, HistoryQuery, itemOf } from './history.dto.js';

@Controller('v1/history')
export class HistoryController {
  constructor(@Inject(HistoryRepository) private readonly history: HistoryRepository) {}

  /** In the order it happened, oldest first. */
  @Get()
  @Roles('auditor')
  @ApiOkResponse({ type: HistoryPage, description: 'A page; `next` is null at the end' })
  async listHistory(@Query() { from, to, alertId, cursor }: HistoryQuery): Promise<HistoryPage> {
    const { items, next } = await this.history.list({ from: dateOf(from), to: dateOf(to), alertId, cursor });
    return { items: items.map(itemOf), next };
  }
}

function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
