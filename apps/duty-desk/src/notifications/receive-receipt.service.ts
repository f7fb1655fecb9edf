import { Inject, Injectable } from '@nestjs/common';
import type { DeskReceipt } from '@passerelle/exchange-model';
import { DeskEventRepository } from '@passerelle/persistence';
import type { EntityManager } from 'typeorm';

/** Journals what became of one of our own alerts, so that who wrote it sees it at once. */
@Injectable()
export class ReceiveReceipt {
  constructor(@Inject(DeskEventRepository) private readonly events: DeskEventRepository) {}

  async receive(manager: EntityManager, told: DeskReceipt): Promise<void> {
    await this.events.append(manager, { ...told, kind: 'receipt', at: new Date(told.at) });
  }
}
