import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderEntry, LogFiles } from './log-files.js';

/** A log's files in a folder of this machine, which exists. What the disk refuses is thrown as Node throws it. */
export class DiskFiles implements LogFiles {
  constructor(private readonly folder: string) {}

  async read(path: string): Promise<Buffer | null> {
    return unlessAbsent(readFile(this.#at(path)), null);
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    await writeFile(this.#at(path), bytes);
  }

  async sync(path: string): Promise<void> {
    await using file = await open(this.#at(path), 'r+');
    await file.sync();
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(this.#at(from), this.#at(to));
  }

  async makeFolder(path: string): Promise<void> {
    await mkdir(this.#at(path), { recursive: true });
  }

  async syncFolder(path: string): Promise<void> {
    await using folder = await open(this.#at(path), 'r');
    await folder.sync();
  }

  async list(path: string): Promise<FolderEntry[]> {
    const entries = await unlessAbsent(readdir(this.#at(path), { withFileTypes: true }), []);
    return entries
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async remove(path: string): Promise<void> {
    await rm(this.#at(path), { recursive: true, force: true });
  }

  #at(path: string): string {
    return join(this.folder, path);
  }
}

/** A folder where a file belongs is no such file, and the other way round. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

async function unlessAbsent<T, A>(found: Promise<T>, absent: A): Promise<T | A> {
  try {
    return await found;
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return absent;
    throw error;
  }
}
