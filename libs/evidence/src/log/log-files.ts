import type { TileReader } from '../tiles/read-tile.js';

/** One name in a folder. */
export interface FolderEntry {
  name: string;
  isFolder: boolean;
}

/**
 * The few steps on plain files that a log is made of, each of which may be the last. Paths are relative to the log's
 * folder, with slashes; the empty path is that folder.
 */
export interface LogFiles extends TileReader {
  /** Null when there is no such file. */
  read(path: string): Promise<Buffer | null>;
  /** Creates or overwrites. Nothing is durable before {@link sync}. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Returns once the file's bytes would survive a power cut. */
  sync(path: string): Promise<void>;
  /** Atomic; replaces what is there. Durable after {@link syncFolder} of the folder. */
  rename(from: string, to: string): Promise<void>;
  /** Creates it unless it is there; its parent exists. */
  makeFolder(path: string): Promise<void>;
  /** Returns once the names in the folder would survive a power cut. */
  syncFolder(path: string): Promise<void>;
  /** The names in a folder, sorted; none when there is no such folder. */
  list(path: string): Promise<FolderEntry[]>;
  /** Removes a file, or a folder with what is in it; nothing happens when it is not there. */
  remove(path: string): Promise<void>;
}
