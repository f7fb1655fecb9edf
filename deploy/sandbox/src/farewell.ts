import { relative } from 'node:path';
import { clientAccess, type UserAccess } from './openid.js';
import type { Progress } from './progress.js';
import type { RunningNation } from './sandbox-file.js';

/** What a person needs to know once everything is healthy. */
export function printAddresses(
  nations: readonly RunningNation[],
  sandboxFile: string,
  progress: Progress,
): void {
  const here = (path: string) => relative(process.cwd(), path) || '.';
  progress.say('all is healthy');
  for (const { layout, users } of nations) {
    const { ports, nation } = layout;
    console.log(`
  ${nation.code}  ${nation.name}
      console   ${layout.url(ports.dutyDesk)}
${users.map(signInLine).join('\n')}
      API       ${layout.url(ports.nationalNode)}   (${layout.url(ports.nationalNode)}/openapi.json)
      auditor   ${layout.url(ports.auditor)}
      tokens    ${clientAccess(layout, 'system').tokenUrl}   clients ${layout.slug}-system, ${layout.slug}-desk, ${layout.slug}-auditor
      data      ${here(layout.dataDir)}`);
  }
  console.log(`
  A token, for the client "system" of ${nations[0]?.layout.nation.code}:
      node deploy/sandbox/token.mjs ${here(sandboxFile)} ${nations[0]?.layout.nation.code} system
  Everything a program needs stands in ${here(sandboxFile)}. Ctrl-C stops all; the next npm start resumes.
`);
}

function signInLine({ username, password, roles, post }: UserAccess): string {
  const duties = [...roles, ...(post === undefined ? [] : [post])].join(', ');
  return `        ${username.padEnd(11)} ${password}   ${duties}`;
}
