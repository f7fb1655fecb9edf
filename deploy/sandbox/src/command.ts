import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Kept of what the launcher was started with: where programs are, nothing else. */
export function bareEnvironment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '' };
}

/**
 * Runs one of our own programs to its end and gives what it printed.
 *
 * @throws Error with the program's own words when it fails
 */
export async function runNode(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, args, {
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  const complained: string[] = [];
  child.stdout.on('data', (chunk) => printed.push(String(chunk)));
  child.stderr.on('data', (chunk) => complained.push(String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    const words = [...complained, ...printed].join('').trim();
    throw new Error(`${args.slice(0, 4).join(' ')} failed (exit ${code}):\n${words}`);
  }
  return printed.join('');
}
