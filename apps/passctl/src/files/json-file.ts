import { readFile, rename, writeFile } from 'node:fs/promises';

/** @throws Error that names the file when it cannot be read or holds no JSON. */
export async function readJsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`${path} is not JSON`);
  }
}

/** Replaces the file in one step, so that no reader finds half of it. */
export async function writeJsonFile(path: string, content: unknown): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  await writeFile(unfinished, `${JSON.stringify(content, null, 2)}\n`);
  await rename(unfinished, path);
}
