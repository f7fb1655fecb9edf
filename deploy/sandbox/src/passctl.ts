import { repositoryRoot } from '@passerelle/testing';
import { join } from 'node:path';
import { runNode } from './command.js';

const ENTRY = join(repositoryRoot(), 'dist', 'apps', 'passctl', 'src', 'main.js');

/** Runs the operators' command line as an officer would, and gives what it printed. */
export function passctl(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  return runNode([ENTRY, ...args], env);
}
