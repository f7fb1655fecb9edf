import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SignedDocument } from './signed-document.repository.js';

@Entity('signed_document')
export class SignedDocumentRow implements SignedDocument {
  @PrimaryColumn('text')
  digest!: string;

  @Column('text')
  kind!: SignedDocument['kind'];

  @Column('timestamptz')
  at!: Date;
}
