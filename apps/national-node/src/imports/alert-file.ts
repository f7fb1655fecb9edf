import { Inject, Injectable } from '@nestjs/common';
import type { AlertDocument } from '@passerelle/exchange-model';
import type { EntityManager } from 'typeorm';
import { AlertChanges } from '../alerts/alert-changes.js';
import { AlertDocumentDto } from '../alerts/alert-document.dto.js';
import { incomingDocument } from '../alerts/incoming-document.js';
import { type ImportLine, type ImportTarget, type Stored, validDocument } from './import-target.js';

/** A file of alerts: every line is issued. */
@Injectable()
export class AlertFile implements ImportTarget<AlertDocument> {
  readonly name = 'alerts';
  readonly mode = 'changes';

  constructor(@Inject(AlertChanges) private readonly alerts: AlertChanges) {}

  read(document: unknown, now: Date): AlertDocument {
    return incomingDocument(validDocument(AlertDocumentDto, document), now);
  }

  skip(): void {
    // Lines of alerts have nothing to do with one another.
  }

  async store(manager: EntityManager, lines: readonly ImportLine<AlertDocument>[]): Promise<Stored> {
    for (const { item } of lines) await this.alerts.issue(manager, item);
    return this.rehearse(lines);
  }

  rehearse(lines: readonly ImportLine<AlertDocument>[]): Promise<Stored> {
    return Promise.resolve({ added: lines.length, updated: 0, removed: 0, unchanged: 0, refused: [] });
  }
}
