import { Inject, Injectable } from '@nestjs/common';
import { SignedDocumentRepository, withTransaction } from '@passerelle/persistence';
import { Clock } from '@passerelle/runtime';
import { DataSource } from 'typeorm';
import { NodeRecords } from '../records/node-records.js';

/** Tells the auditors of every document that binds the nation, once, however often it is read again. */
@Injectable()
export class SignedDocuments {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SignedDocumentRepository) private readonly known: SignedDocumentRepository,
    @Inject(NodeRecords) private readonly records: NodeRecords,
  ) {}

  async note(kind: 'ceremony' | 'agreement', digest: string, partner?: string): Promise<void> {
    await withTransaction(this.database, async (manager) => {
      const isNew = await this.known.note(manager, { kind, digest, at: this.clock.now() });
      const facts = { digest, ...(partner !== undefined && { partner }) };
      if (isNew) await this.records.evidence(manager, kind, facts, [digest]);
    });
  }
}
