import { execFileSync } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root. Then `postgres` does, where the machine knows it, or else `nobody`. */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const uid = numericId('-u', name);
    const gid = numericId('-g', name);
    if (uid && gid) return { name, uid, gid };
  }
  throw new Error(
    'running as root, and there is neither a user postgres nor a user nobody to run PostgreSQL as',
  );
}

function numericId(flag: '-u' | '-g', name: string): number | null {
  try {
    return Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return null;
  }
}

export interface Invocation {
  command: string;
  args: readonly string[];
  uid?: number;
  gid?: number;
}

/**
 * How to run a program of the server as that user. A working copy below a closed folder (`/root`) cannot be walked to
 * by anybody else; there the program keeps the one capability to pass folders, and nothing else of root.
 */
export async function invocationAs(
  user: ServerUser | null,
  program: { command: string; args: readonly string[]; dataDirectory: string },
): Promise<Invocation> {
  const { command, args, dataDirectory } = program;
  if (!user) return { command, args };
  if ((await othersReach(command)) && (await othersReach(dataDirectory))) {
    return { command, args, uid: user.uid, gid: user.gid };
  }
  if (!(await hasSetpriv())) {
    throw new Error(
      `user ${user.name}, as whom PostgreSQL runs when root starts it, cannot reach ${dataDirectory} or ${command}: ` +
        'install util-linux (setpriv), or use folders that others may pass through, or start as another user than root',
    );
  }
  return { command: 'setpriv', args: [...setprivFlags(user), command, ...args] };
}

/** `no_setuid_fixup`, because access(2), by which initdb looks for its programs, drops capabilities otherwise. */
function setprivFlags({ uid, gid }: ServerUser): string[] {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return [
    ...identity,
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
}

/** Every folder above it lets everybody pass. */
async function othersReach(path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function hasSetpriv(): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    try {
      await access(join(folder, 'setpriv'), constants.X_OK);
      return true;
    } catch {
      // look in the next folder
    }
  }
  return false;
}
