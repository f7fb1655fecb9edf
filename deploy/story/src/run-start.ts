import { readFile, writeFile } from 'node:fs/promises';

/**
 * When the story began. The first run writes it down, later runs read it: an offset then means the same moment, the
 * same line makes the same request, and the idempotency key recognises it. Should the file be lost, the node refuses
 * the changed requests (409): nothing is ever issued twice.
 */
export async function startOfRun(file: string, now: Date): Promise<Date> {
  try {
    await writeFile(file, `${JSON.stringify({ startedAt: now.toISOString() })}\n`, {
      flag: 'wx',
      mode: 0o600,
    });
    return now;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const { startedAt } = JSON.parse(await readFile(file, 'utf8')) as { startedAt: string };
    return new Date(startedAt);
  }
}
