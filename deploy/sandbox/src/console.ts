import { repositoryRoot } from '@passerelle/testing';
import { join } from 'node:path';
import { writePrivate } from './files.js';
import type { NationLayout } from './layout.js';
import { consoleClient } from './openid.js';
import { keepRandomSecret } from './secrets.js';

/** What the desk needs to be the console's origin, and holds for itself. */
export async function prepareConsole(layout: NationLayout): Promise<void> {
  await keepRandomSecret(sessionKeyFile(layout));
  await writePrivate(postsFile(layout), JSON.stringify(layout.nation.posts, null, 2));
}

export function consoleEnvironment(layout: NationLayout): Record<string, string> {
  const { clientId, privateKeyFile } = consoleClient(layout);
  return {
    PUBLIC_URL: layout.url(layout.ports.dutyDesk),
    CONSOLE_DIR: join(repositoryRoot(), 'dist', 'console'),
    SESSION_KEY_FILE: sessionKeyFile(layout),
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_KEY_FILE: privateKeyFile,
    API_URL: layout.url(layout.ports.nationalNode),
    AUDITOR_URL: layout.url(layout.ports.auditor),
    POSTS_FILE: postsFile(layout),
    DEMONSTRATION: 'true',
  };
}

function sessionKeyFile(layout: NationLayout): string {
  return layout.holder('duty-desk', 'session.secret');
}

function postsFile(layout: NationLayout): string {
  return layout.holder('duty-desk', 'posts.json');
}
