import { type ProcessEntry, sandbox } from '../e2e/support/sandbox.js';

export interface Which {
  nation: string;
  name: string;
  role?: string;
}

export const instancesOf = ({ nation, name, role }: Which): ProcessEntry[] =>
  sandbox().processes.filter(
    (each) => each.nation === nation && each.name === name && (role === undefined || each.role === role),
  );

const frozen = new Set<number>();
/** Whoever ends a run in the middle leaves no process behind that nobody wakes. */
process.once('exit', () => frozen.forEach(wake));

/** False where it is gone already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  if (pid <= 0) return false;
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Lets a process stand still. False where it is gone already. */
export function freeze(pid: number): boolean {
  frozen.add(pid);
  return signal(pid, 'SIGSTOP');
}

export function wake(pid: number): void {
  frozen.delete(pid);
  signal(pid, 'SIGCONT');
}

/** All of a nation's instances of one service stand still while something else happens, and go on afterwards. */
export async function whileFrozen(which: Which, happens: () => Promise<void>): Promise<void> {
  const instances = instancesOf(which);
  for (const { pid } of instances) freeze(pid);
  try {
    await happens();
  } finally {
    for (const { pid } of instances) wake(pid);
  }
}
