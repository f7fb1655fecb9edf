import type { FolderEntry, LogFiles } from '../src/log/log-files.js';

/** A log's folder in memory. */
export class MemoryFiles implements LogFiles {
  protected readonly files = new Map<string, Buffer>();

  /** A copy of these files. */
  constructor(files: Iterable<readonly [string, Buffer]> = []) {
    for (const [path, bytes] of files) this.put(path, bytes);
  }

  get paths(): string[] {
    return [...this.files.keys()].sort();
  }

  entries(): [string, Buffer][] {
    return [...this.files];
  }

  at(path: string): Buffer {
    const bytes = this.files.get(path);
    if (!bytes) throw new RangeError(`no file ${path}`);
    return bytes;
  }

  put(path: string, bytes: Uint8Array): void {
    this.files.set(path, Buffer.from(bytes));
  }

  take(path: string): void {
    this.files.delete(path);
  }

  async read(path: string): Promise<Buffer | null> {
    return this.files.get(path) ?? null;
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.put(path, bytes);
  }

  async sync(): Promise<void> {}

  async rename(from: string, to: string): Promise<void> {
    this.put(to, this.at(from));
    this.take(from);
  }

  async makeFolder(): Promise<void> {}

  async syncFolder(): Promise<void> {}

  async list(folder: string): Promise<FolderEntry[]> {
    const prefix = folder === '' ? '' : `${folder}/`;
    const below = this.paths
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length));
    const names = new Map(below.map((path) => [path.split('/')[0] ?? '', path.includes('/')]));
    return [...names].map(([name, isFolder]) => ({ name, isFolder }));
  }

  async remove(path: string): Promise<void> {
    for (const each of this.paths) if (each === path || each.startsWith(`${path}/`)) this.take(each);
  }
}
