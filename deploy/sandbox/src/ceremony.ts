import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from './files.js';
import type { Holder, NationLayout } from './layout.js';
import { passctl } from './passctl.js';
import type { Progress } from './progress.js';
import { keepRandomSecret } from './secrets.js';

/** Which holder keeps the private part of which key (docs/protocol.md, Keys). */
const KEY_HOLDERS: readonly (readonly [role: string, holder: Holder])[] = [
  ['authority', 'authority'],
  ['origin', 'national-node'],
  ['receipt', 'national-node'],
  ['gate', 'national-node'],
  ['release', 'bridge-enforce'],
  ['bridge-seal', 'bridge-enforce'],
  ['log', 'auditor-keep'],
];

/** What is told to others: a transparency log's key as tools of such logs read it. */
const publicFileOf = (role: string): string => (role === 'log' ? 'log.vkey' : `${role}.jwk.json`);

/** Each role's key, made where it will be held; only public parts are copied out. */
export async function makeKeys(layout: NationLayout): Promise<void> {
  await mkdir(layout.publicKeys, { recursive: true });
  for (const [role, holder] of KEY_HOLDERS) {
    const published = join(layout.publicKeys, publicFileOf(role));
    if (await exists(published)) continue;
    const folder = layout.holder(holder);
    await passctl(['keys', 'generate', '--role', role, '--nation', layout.nation.code, '--out', folder]);
    await copyFile(join(folder, publicFileOf(role)), published);
  }
  await keepRandomSecret(layout.holder('national-node', 'idempotency.secret'));
  await keepRandomSecret(layout.holder('national-node', 'lookup.secret'));
}

export function rootOf(layout: NationLayout): string {
  return join(layout.publicKeys, 'authority.jwk.json');
}

export function authorityKeyOf(layout: NationLayout): string {
  return layout.holder('authority', 'authority.key.pem');
}

/**
 * What officers of the nations do in one room: compare the roots by their fingerprint words, sign that they did, and
 * each pin the other's root. Everything is printed; nothing of it happens over a network.
 */
export async function holdCeremony(
  layouts: readonly NationLayout[],
  record: string,
  progress: Progress,
): Promise<void> {
  if (!(await exists(record))) {
    progress.say('root ceremony: officers compare the fingerprint words of both roots');
    progress.quote(await passctl(['trust', 'words', ...layouts.map(rootOf)]));
    progress.say('root ceremony: both nations sign the record');
    const roots = layouts.flatMap((layout) => ['--nation', `${layout.nation.code}=${rootOf(layout)}`]);
    const signers = layouts.flatMap((layout) => [
      '--sign',
      `${layout.nation.code}=${authorityKeyOf(layout)}`,
    ]);
    progress.quote(await passctl(['trust', 'ceremony', ...roots, ...signers, '--out', record]));
  }
  for (const layout of layouts) {
    if (await exists(layout.trustFile)) continue;
    progress.say(`root ceremony: ${layout.nation.code} pins its partners' roots`);
    const partners = layouts
      .filter((other) => other !== layout)
      .flatMap((other) => ['--partner', `${other.nation.code}=${rootOf(other)}`]);
    const own = ['--nation', layout.nation.code, '--own', rootOf(layout)];
    progress.quote(
      await passctl([
        'partner',
        'trust',
        ...own,
        ...partners,
        '--ceremony',
        record,
        '--out',
        layout.trustFile,
      ]),
    );
  }
}
