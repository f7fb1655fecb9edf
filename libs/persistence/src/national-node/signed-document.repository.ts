import type { EntityManager } from 'typeorm';
import { SignedDocumentRow } from './signed-document.row.js';

/** A document both nations signed, by the digest it is cited under. */
export interface SignedDocument {
  digest: string;
  kind: 'ceremony' | 'agreement';
  /** When this node first knew it. */
  at: Date;
}

export class SignedDocumentRepository {
  /** Notes a document once; false where it is known already. */
  async note(manager: EntityManager, document: SignedDocument): Promise<boolean> {
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(SignedDocumentRow)
      .values(document)
      .orIgnore()
      .returning('digest')
      .execute();
    return (inserted.raw as unknown[]).length === 1;
  }
}
