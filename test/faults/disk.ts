import { BoundedDisk } from '@passerelle/testing';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sandbox } from '../e2e/support/sandbox.js';
import { instancesOf, type Which } from './frozen.js';

export const brokerOf = (nation: string): Which => ({ nation, name: 'kafka' });

/** The disk with half of the partitions of a nation's broker; null where nobody may make namespaces. */
export const diskOf = (nation: string): Promise<BoundedDisk | null> =>
  BoundedDisk.at(join(sandbox().nations[nation]!.dataDir, 'kafka-disk'));

/** How often the broker gave up a log directory (KIP-112), by its own log. */
export async function givenUp(nation: string): Promise<number> {
  const text = await readFile(instancesOf(brokerOf(nation))[0]!.log, 'utf8');
  return text.split('Stopping serving logs in dir').length - 1;
}
