import { openCheckpoint } from '../checkpoint/open-checkpoint.js';
import { EvidenceError, type EvidenceErrorCode } from '../errors.js';
import type { Policy } from '../policy/policy.js';
import type { Finding } from './finding.js';
import type { LogFiles } from './log-files.js';
import { checkOtherFiles } from './other-files.js';
import type { TreeHead } from './prove-log.js';
import { CHECKPOINT } from './tlog-directory.js';
import { TreeCheck } from './tree-check.js';

/**
 * Proves that a log's folder is what its checkpoint says, or names what is not: first the checkpoint, then tiles and
 * leaves from left to right below the tile they are in, then whatever else lies there. Nothing found: every leaf is as
 * it was signed for. Reads everything once, in memory that does not grow with the log.
 *
 * What lies beyond the checkpoint, and files a dying process left unfinished, are of no account. That an older folder
 * was put in the place of this one is for witnesses to see.
 * @param policy whose signature the checkpoint must bear, and which witnesses'
 */
export async function* fsck(files: LogFiles, policy: Policy): AsyncGenerator<Finding> {
  const head = await headOf(files, policy);
  if ('rule' in head) {
    yield head;
    return;
  }
  const named = new Set<string>();
  for await (const finding of new TreeCheck(files, head).run()) {
    named.add(finding.path);
    yield finding;
  }
  yield* checkOtherFiles(files, head.size, named);
}

async function headOf(files: LogFiles, policy: Policy): Promise<TreeHead | Finding> {
  const note = await files.read(CHECKPOINT);
  if (!note) return { path: CHECKPOINT, rule: 'missing' };
  try {
    return openCheckpoint(note, policy).checkpoint;
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return { path: CHECKPOINT, rule: 'not-believed', because: error.code satisfies EvidenceErrorCode };
  }
}
