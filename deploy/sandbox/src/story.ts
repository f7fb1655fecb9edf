import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@passerelle/testing';
import { runNode } from './command.js';
import { exists } from './files.js';
import type { Progress } from './progress.js';

const PROGRAM = join(repositoryRoot(), 'dist', 'deploy', 'story', 'src', 'main.js');

/**
 * Tells the demonstration story through the public API, once. A story that does not go through is reported and does
 * not stop the sandbox: the nations are healthy without it.
 */
export async function tellStory(sandboxFile: string, marker: string, progress: Progress): Promise<void> {
  if (await exists(marker)) return;
  try {
    progress.quote(
      await progress.step('demonstration story', () => runNode([PROGRAM, '--sandbox', sandboxFile])),
    );
    await writeFile(marker, '');
  } catch (error) {
    progress.say('the demonstration story was not loaded; it is tried again at the next start');
    progress.quote(error instanceof Error ? error.message : String(error));
  }
}
