import type { FolderEntry, LogFiles } from './log-files.js';

/** A folder below another, such as a log beside notes about it. The folder exists. */
export class Subfolder implements LogFiles {
  constructor(
    private readonly files: LogFiles,
    private readonly folder: string,
  ) {}

  read(path: string): Promise<Buffer | null> {
    return this.files.read(this.#at(path));
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    return this.files.write(this.#at(path), bytes);
  }

  sync(path: string): Promise<void> {
    return this.files.sync(this.#at(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.files.rename(this.#at(from), this.#at(to));
  }

  makeFolder(path: string): Promise<void> {
    return this.files.makeFolder(this.#at(path));
  }

  syncFolder(path: string): Promise<void> {
    return this.files.syncFolder(this.#at(path));
  }

  list(path: string): Promise<FolderEntry[]> {
    return this.files.list(this.#at(path));
  }

  remove(path: string): Promise<void> {
    return this.files.remove(this.#at(path));
  }

  #at(path: string): string {
    return path === '' ? this.folder : `${this.folder}/${path}`;
  }
}
