import { join } from 'node:path';
import { writePrivate } from './files.js';
import type { NationLayout } from './layout.js';

/** Invented: no such numbers exist, and what is sent to them ends in a file. */
const ROSTER = [
  { level: 'desk', channel: 'sms', address: '+000 000 0001' },
  { level: 'supervisor', channel: 'sms', address: '+000 000 0002' },
  { level: 'national-centre', channel: 'sms', address: '+000 000 0003' },
  { level: 'national-centre', channel: 'email', address: 'centre@example.invalid' },
];

/** Whom the desk pages, so that an alert nobody takes reaches a person. */
export async function preparePaging(layout: NationLayout): Promise<void> {
  await writePrivate(rosterFile(layout), JSON.stringify(ROSTER, null, 2));
}

export function pagingEnvironment(layout: NationLayout): Record<string, string> {
  return {
    ROSTER_FILE: rosterFile(layout),
    SECOND_CHANNEL_FILE: join(layout.dataDir, 'second-channel.ndjson'),
  };
}

function rosterFile(layout: NationLayout): string {
  return layout.holder('duty-desk', 'roster.json');
}
