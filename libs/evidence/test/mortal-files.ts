import type { FolderEntry, LogFiles } from '../src/log/log-files.js';
import { MemoryFiles } from './memory-files.js';

/** Thrown where the process ends. Nothing after it happens. */
export class Killed extends Error {}

interface Content {
  bytes: Buffer;
  /** As the disk has it for good; null before the first sync. */
  durable: Buffer | null;
}

/** Whether the disk had got as far as this name by itself when the power went. */
export type Kept = (path: string) => boolean;

/**
 * A disk that a process, or the power, leaves at a chosen step: what was not synced may be there, or half, or not. Names
 * become durable by syncing their folder, bytes by syncing their file, as POSIX promises and no more.
 */
export class MortalFiles implements LogFiles {
  steps = 0;
  #names = new Map<string, Content>();
  readonly #durableNames = new Map<string, Content>();
  readonly #folders = new Set(['']);
  readonly #durableFolders = new Set(['']);

  /** @param diesAt the number of the step in which it ends: a write is half done, any other step not at all */
  constructor(
    files: MemoryFiles = new MemoryFiles(),
    private readonly diesAt = Number.POSITIVE_INFINITY,
  ) {
    for (const [path, bytes] of files.entries()) {
      const content = { bytes, durable: bytes };
      this.#names.set(path, content);
      this.#durableNames.set(path, content);
      for (const folder of foldersOf(path)) {
        this.#folders.add(folder);
        this.#durableFolders.add(folder);
      }
    }
  }

  /** What the next process finds when this one was killed. */
  afterKill(): MemoryFiles {
    return new MemoryFiles([...this.#names].map(([path, { bytes }]) => [path, bytes] as const));
  }

  /** What is found after a power cut. */
  afterPowerCut(kept: Kept): MemoryFiles {
    const paths = new Set([...this.#names.keys(), ...this.#durableNames.keys()]);
    const found = new MemoryFiles();
    for (const path of paths) {
      const content = (kept(path) ? this.#names : this.#durableNames).get(path);
      const reachable = foldersOf(path).every((folder) => this.#durableFolders.has(folder) || kept(folder));
      if (content && reachable) found.put(path, content.durable ?? half(content.bytes));
    }
    return found;
  }

  async read(path: string): Promise<Buffer | null> {
    return this.#names.get(path)?.bytes ?? null;
  }

  async list(folder: string): Promise<FolderEntry[]> {
    return this.afterKill().list(folder);
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.#needsFolder(path);
    const content = { bytes: Buffer.from(bytes), durable: null };
    try {
      this.#step();
      this.#names.set(path, content);
    } catch (error) {
      this.#names.set(path, { ...content, bytes: half(content.bytes) });
      throw error;
    }
  }

  async sync(path: string): Promise<void> {
    this.#step();
    const content = this.#contentOf(path);
    content.durable = content.bytes;
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step();
    this.#needsFolder(to);
    this.#names.set(to, this.#contentOf(from));
    this.#names.delete(from);
  }

  async makeFolder(path: string): Promise<void> {
    this.#step();
    this.#needsFolder(path);
    this.#folders.add(path);
  }

  async syncFolder(path: string): Promise<void> {
    this.#step();
    const isIn = (each: string) => folderOf(each) === path;
    for (const each of this.#durableNames.keys()) if (isIn(each)) this.#durableNames.delete(each);
    for (const [each, content] of this.#names) if (isIn(each)) this.#durableNames.set(each, content);
    for (const each of this.#folders) if (each !== '' && isIn(each)) this.#durableFolders.add(each);
  }

  async remove(path: string): Promise<void> {
    this.#step();
    for (const each of this.#names.keys())
      if (each === path || each.startsWith(`${path}/`)) this.#names.delete(each);
  }

  #step(): void {
    this.steps += 1;
    if (this.steps >= this.diesAt) throw new Killed();
  }

  #contentOf(path: string): Content {
    const content = this.#names.get(path);
    if (!content) throw new Error(`no file ${path}`);
    return content;
  }

  #needsFolder(path: string): void {
    if (!this.#folders.has(folderOf(path))) throw new Error(`no folder for ${path}`);
  }
}

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length >> 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** All folders above a path. */
function foldersOf(path: string): string[] {
  const folder = folderOf(path);
  return folder === '' ? [''] : [...foldersOf(folder), folder];
}
