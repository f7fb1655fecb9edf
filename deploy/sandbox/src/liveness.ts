import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** As `periodSeconds`, `timeoutSeconds` and `failureThreshold` of a Kubernetes liveness probe. */
export interface Patience {
  /** from one question to the next, and for its answer */
  everyMs: number;
  /** in a row */
  failures: number;
}

export const USUAL: Patience = { everyMs: 5000, failures: 6 };
/** Where somebody lets processes stand still on purpose. */
export const PATIENT: Patience = { everyMs: 5000, failures: 60 };

/**
 * Until a process that has answered does not any more, `failures` times in a row; never before its first answer, which
 * whoever started it waits for.
 */
export async function untilSilent(
  url: string,
  signal: AbortSignal,
  { everyMs, failures }: Patience,
): Promise<void> {
  let answered = false;
  for (let missed = 0; missed < failures;) {
    await pause(everyMs, undefined, { signal });
    if (await answers(url, everyMs)) {
      answered = true;
      missed = 0;
    } else if (answered) missed += 1;
  }
}

/** What the kernel says a process does, such as `T (stopped), in do_signal_stop`; Linux only. */
export async function kernelStateOf(pid: number): Promise<string> {
  const [status, wait] = await Promise.all(
    ['status', 'wchan'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  const state = /^State:\s*(.+)$/m.exec(status ?? '')?.[1];
  if (!state) return 'state unknown';
  return wait && wait !== '0' ? `${state}, in ${wait}` : state;
}

async function answers(url: string, withinMs: number): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(withinMs) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
