import { Inject, Injectable } from '@nestjs/common';
import { type BulkImport, BulkImportRepository, withTransaction } from '@passerelle/persistence';
import { Clock, IdSource } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { keyReused } from '../alerts/alert-errors.js';
import { IdempotentRequests } from '../alerts/idempotent-requests.js';
import { COMMIT_LINES, FileLines, type Line } from './file-lines.js';
import { importBusy } from './import-errors.js';
import { added, freshImport, type Obstacle, obstacleOf, type WholeList } from './import-progress.js';
import type { ImportTarget, Surplus } from './import-target.js';
import { LineReader, type ReadLines } from './line-reader.js';
import type { ImportFormat } from './record-splitter.js';

/** A file as it was sent. */
export interface ImportFile {
  format: ImportFormat;
  body: AsyncIterable<Buffer>;
  /** What its sender says of a file that is the whole list. */
  whole: WholeList | null;
}

/**
 * Takes in a file line by line, whatever its length, and commits it some hundred lines at a time. The progress is moved in
 * the transaction of the lines, so a file that is sent again goes on exactly where it stopped. A whole list removes what
 * it does not hold, but only after all of it was read and nothing of it was refused.
 */
@Injectable()
export class BulkImports {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
    @Inject(BulkImportRepository) private readonly imports: BulkImportRepository,
    @Inject(IdempotentRequests) private readonly requests: IdempotentRequests,
  ) {}

  /**
   * @throws PasserelleError 409 where the key was used for another file, or another request is at it
   * @throws ValidationProblem 422 for a header that is none
   */
  async run<T>(
    caller: { subject: string; key: string },
    { format, body, whole }: ImportFile,
    target: ImportTarget<T>,
  ): Promise<BulkImport> {
    let progress = await this.imports.begin(this.#fresh(target, format, caller.subject, caller.key));
    const { name, mode } = target;
    if (progress.target !== name || progress.mode !== mode || progress.format !== format) throw keyReused();
    const reader = new LineReader(format, target);
    const known = { lines: progress.lines, chainMac: progress.chainMac };
    let chain = this.#mac('');
    let seen = 0;
    const file = new FileLines(format, body);
    for await (const batch of file.batches()) {
      const fresh: Line[] = [];
      for (const line of batch) {
        if (seen === known.lines && chain !== known.chainMac) throw keyReused();
        chain = this.#mac(chain, line.raw);
        seen += 1;
        if (seen > known.lines) fresh.push(line);
        else reader.skip(line);
      }
      if (fresh.length === 0) continue;
      if (progress.state === 'done') throw keyReused();
      const read = reader.read(fresh, this.clock.now());
      progress = await this.#commit(progress, read, fresh.length, chain, target);
    }
    if (seen < known.lines || (seen === known.lines && chain !== known.chainMac)) throw keyReused();
    if (progress.state === 'done') return progress;
    if (!target.surplus || !whole) return this.#done(progress, null);
    const obstacle = obstacleOf(progress, whole, file.endsOpen);
    if (obstacle !== null) return this.#done(progress, obstacle);
    return this.#removeSurplus(progress, target.surplus, whole.removals ?? 0);
  }

  /** Reads the whole file and stores nothing. */
  async rehearse<T>({ format, body, whole }: ImportFile, target: ImportTarget<T>): Promise<BulkImport> {
    const reader = new LineReader(format, target);
    let progress = this.#fresh(target, format, '', '');
    const file = new FileLines(format, body);
    for await (const batch of file.batches()) {
      const read = reader.read(batch, this.clock.now());
      progress = added(progress, await target.rehearse(read.lines), read.refused, batch.length);
    }
    if (!target.surplus || !whole) return { ...progress, state: 'done' };
    let surplus = 0;
    for await (const page of target.surplus.pages(progress.startedAt)) surplus += page.length;
    const notRemoved = obstacleOf(progress, whole, file.endsOpen, surplus);
    return { ...progress, removed: surplus, notRemoved, state: 'done' };
  }

  async #commit<T>(
    progress: BulkImport,
    read: ReadLines<T>,
    lines: number,
    chainMac: string,
    target: ImportTarget<T>,
  ): Promise<BulkImport> {
    return this.#advance(progress, async (manager) => {
      const stored = await target.store(manager, read.lines);
      return { ...added(progress, stored, read.refused, lines), chainMac };
    });
  }

  /** All of it, or nothing where it would be more than the sender expected. */
  async #removeSurplus(progress: BulkImport, surplus: Surplus, removals: number): Promise<BulkImport> {
    const ids: string[] = [];
    for await (const page of surplus.pages(progress.startedAt)) {
      ids.push(...page);
      if (progress.removed + ids.length > removals) return this.#done(progress, 'too-many');
    }
    let next = progress;
    for (let from = 0; from < ids.length; from += COMMIT_LINES) {
      const some = ids.slice(from, from + COMMIT_LINES);
      next = await this.#advance(next, async (manager) => {
        const removed = await surplus.remove(manager, some, progress.startedAt);
        return { ...next, removed: next.removed + removed };
      });
    }
    return this.#done(next, null);
  }

  #done(progress: BulkImport, notRemoved: Obstacle | null): Promise<BulkImport> {
    return this.#advance(progress, () => Promise.resolve({ ...progress, notRemoved, state: 'done' }));
  }

  /** Does some of the work and moves the progress, in one transaction. */
  async #advance(
    from: BulkImport,
    work: (manager: EntityManager) => Promise<BulkImport>,
  ): Promise<BulkImport> {
    return withTransaction(this.database, async (manager) => {
      const to = { ...(await work(manager)), updatedAt: this.clock.now() };
      if (!(await this.imports.advance(manager, from, to))) throw importBusy();
      return to;
    });
  }

  #fresh<T>(target: ImportTarget<T>, format: ImportFormat, subject: string, key: string): BulkImport {
    return freshImport({
      importId: this.ids.uuid(),
      subject,
      keyMac: this.#mac(key),
      target: target.name,
      mode: target.mode,
      format,
      chainMac: this.#mac(''),
      startedAt: this.clock.now(),
    });
  }

  #mac(...parts: (string | Buffer)[]): string {
    return this.requests.macOf(...parts);
  }
}
