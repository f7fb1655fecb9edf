import type { LogFiles } from './log-files.js';

/** The end of the name of a file that is still being written; one that is left over belongs to a process that died. */
export const UNFINISHED = '.tmp';

/**
 * Replaces files so that each is, whatever happens, as it was or as it is to be, and is so for good once this returns:
 * written under another name, synced, renamed, folder synced. Between them there is no order.
 */
export async function replaceFiles(
  files: LogFiles,
  contents: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const folders = new Set([...contents.keys()].map(folderOf));
  for (const folder of folders) await makeFolders(files, folder);
  for (const [path, bytes] of contents) {
    await files.write(path + UNFINISHED, bytes);
    await files.sync(path + UNFINISHED);
  }
  for (const path of contents.keys()) await files.rename(path + UNFINISHED, path);
  for (const folder of folders) await files.syncFolder(folder);
}

/** A folder that is there may have been made by a process that died before its name was durable: synced again. */
async function makeFolders(files: LogFiles, path: string): Promise<void> {
  if (path === '') return;
  const parent = folderOf(path);
  await makeFolders(files, parent);
  await files.makeFolder(path);
  await files.syncFolder(parent);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
