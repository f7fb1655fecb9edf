import { sandbox } from '../e2e/support/sandbox.js';
import { signal } from './killer.js';

export interface Which {
  nation: string;
  name: string;
  role?: string;
}

/** All of a nation's instances of one service stand still while something else happens, and go on afterwards. */
export async function whileFrozen(
  { nation, name, role }: Which,
  happens: () => Promise<void>,
): Promise<void> {
  const frozen = sandbox().processes.filter(
    (each) => each.nation === nation && each.name === name && (role === undefined || each.role === role),
  );
  for (const { pid } of frozen) signal(pid, 'SIGSTOP');
  try {
    await happens();
  } finally {
    for (const { pid } of frozen) signal(pid, 'SIGCONT');
  }
}
