import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { repositoryRoot } from '@passerelle/testing';
import type { NationLayout } from './layout.js';

/** Milliseconds by which the clocks of a breakable nation differ from the machine's; absent, they do not. */
const CLOCK_FILE = 'clock-offset';

/** What Node is told so that a test can set the clock of a nation, its sign-in included. Nothing where none breaks it. */
export function clockFlags({ isBreakable }: NationLayout): string[] {
  const script = join(repositoryRoot(), 'deploy', 'sandbox', 'movable-clock.mjs');
  return isBreakable ? ['--import', pathToFileURL(script).href] : [];
}

export function clockEnvironment(layout: NationLayout): Record<string, string> {
  return layout.isBreakable ? { MOVABLE_CLOCK_FILE: layout.path(CLOCK_FILE) } : {};
}
