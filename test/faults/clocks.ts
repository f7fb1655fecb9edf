import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockFile, type NationEntry, nationsNow, sandbox } from '../e2e/support/sandbox.js';

/** Services look at their clock file five times a second; a loaded machine is late. */
const NOTICED_MS = 2_000;

const entryOf = (nation: string): NationEntry => sandbox().nations[nation]!;

/** By how much the clocks of a nation's services differ from the machine's. */
export const offsetOf = (nation: string): number =>
  existsSync(clockFile(entryOf(nation))) ? nationsNow(entryOf(nation)) - Date.now() : 0;

export const nowIn = (nation: string): Date => new Date(nationsNow(entryOf(nation)));

/** Sets the clocks of a nation's services, its sign-in included, to the machine's and so many milliseconds. */
export async function setClock(nation: string, milliseconds: number): Promise<void> {
  writeFileSync(clockFile(entryOf(nation)), String(milliseconds));
  await sleep(NOTICED_MS);
}
