import type { DataSource, EntityManager } from 'typeorm';

/** How far one file was read. The file is known by a chain of keyed hashes over its committed lines; none is kept. */
export interface BulkImport {
  importId: string;
  subject: string;
  keyMac: string;
  /** The list it goes to. */
  target: string;
  format: string;
  /** `complete`: the file is the whole list. */
  mode: 'changes' | 'complete';
  state: 'running' | 'done';
  /** Lines committed, the refused and empty ones included. */
  lines: number;
  /** Lines that became a version. */
  stored: number;
  refused: number;
  added: number;
  updated: number;
  /** Entries taken off the list, by a line or because a whole list does not hold them. */
  removed: number;
  /** Lines that say what is known already. */
  unchanged: number;
  /** Why a whole list removed nothing that it does not hold. */
  notRemoved: string | null;
  /** The first refused lines. */
  errors: { line: number; path: string; rule: string; message: string }[];
  chainMac: string;
  startedAt: Date;
  updatedAt: Date;
}

const COLUMNS = `import_id as "importId", subject, key_mac as "keyMac", target, format, mode, state, lines, stored,
  refused, added, updated, removed, unchanged, not_removed as "notRemoved", errors, chain_mac as "chainMac", started_at as "startedAt", updated_at as "updatedAt"`;

export class BulkImportRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The import of this caller's key: as given, or as it is known from before. */
  async begin(fresh: BulkImport): Promise<BulkImport> {
    const { importId, subject, keyMac, target, format, mode, chainMac, startedAt } = fresh;
    await this.dataSource.query(
      `insert into bulk_import (import_id, subject, key_mac, target, format, mode, state, lines, stored, refused,
                                errors, chain_mac, started_at, updated_at)
       values ($1, $2, $3, $4, $5, $8, 'running', 0, 0, 0, '[]', $6, $7, $7) on conflict (subject, key_mac) do nothing`,
      [importId, subject, keyMac, target, format, chainMac, startedAt, mode],
    );
    const [known] = await this.dataSource.query<BulkImport[]>(
      `select ${COLUMNS} from bulk_import where subject = $1 and key_mac = $2`,
      [subject, keyMac],
    );
    return known ?? fresh;
  }

  /** Moves on from where it was read; false where another request did so first. */
  async advance(manager: EntityManager, from: BulkImport, to: BulkImport): Promise<boolean> {
    const [moved] = await manager.query<[unknown[], number]>(
      `update bulk_import set lines = $4, stored = $5, refused = $6, errors = $7, chain_mac = $8, state = $9,
         updated_at = $10, added = $11, updated = $12, removed = $13, unchanged = $14, not_removed = $15
       where import_id = $1 and lines = $2 and removed = $3 and state = 'running' returning 1`,
      [
        from.importId,
        from.lines,
        from.removed,
        to.lines,
        to.stored,
        to.refused,
        JSON.stringify(to.errors),
        to.chainMac,
        to.state,
        to.updatedAt,
        to.added,
        to.updated,
        to.removed,
        to.unchanged,
        to.notRemoved,
      ],
    );
    return moved.length === 1;
  }

  async find(importId: string): Promise<BulkImport | null> {
    const [known] = await this.dataSource.query<BulkImport[]>(
      `select ${COLUMNS} from bulk_import where import_id::text = $1`,
      [importId],
    );
    return known ?? null;
  }
}
