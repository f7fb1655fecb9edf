import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@passerelle/testing';
import { entryOf } from './cluster.js';
import { environmentOf } from './launch.js';
import { sandbox } from './sandbox.js';

const PASSCTL = join(repositoryRoot(), 'dist', 'apps', 'passctl', 'src', 'main.js');

/**
 * What an operator of a nation types, with the administrator's certificate at home and what our carry may do at the
 * partner; gives what it printed.
 */
export async function passctl(
  nation: string,
  args: readonly string[],
  more: Record<string, string> = {},
): Promise<string> {
  const { brokers, ca, cert, key } = entryOf(nation).kafka;
  const carry = sandbox().processes.find((each) => each.nation === nation && each.role === 'carry')!;
  const abroad = environmentOf(carry.pid)
    .filter((line) => line.startsWith('PARTNER_KAFKA_'))
    .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]);
  const env = {
    ...Object.fromEntries(abroad),
    PATH: process.env['PATH'],
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_CA_FILE: ca,
    KAFKA_CERT_FILE: cert,
    KAFKA_KEY_FILE: key,
    ...more,
  };
  return (await promisify(execFile)(process.execPath, [PASSCTL, ...args], { env })).stdout;
}
