import { relative } from 'node:path';
import type { NationLayout } from './layout.js';
import { clientAccess } from './openid.js';
import type { Progress } from './progress.js';

/** What a person needs to know once everything is healthy. */
export function printAddresses(
  layouts: readonly NationLayout[],
  sandboxFile: string,
  progress: Progress,
): void {
  const here = (path: string) => relative(process.cwd(), path) || '.';
  progress.say('all is healthy');
  for (const layout of layouts) {
    const { ports, nation } = layout;
    console.log(`
  ${nation.code}  ${nation.name}
      API       ${layout.url(ports.nationalNode)}   (${layout.url(ports.nationalNode)}/openapi.json)
      desk      ${layout.url(ports.dutyDesk)}
      auditor   ${layout.url(ports.auditor)}
      tokens    ${clientAccess(layout, 'system').tokenUrl}   clients ${layout.slug}-system, ${layout.slug}-desk, ${layout.slug}-auditor
      data      ${here(layout.dataDir)}`);
  }
  console.log(`
  A token, for the client "system" of ${layouts[0]?.nation.code}:
      node deploy/sandbox/token.mjs ${here(sandboxFile)} ${layouts[0]?.nation.code} system
  Everything a program needs stands in ${here(sandboxFile)}. Ctrl-C stops all; the next npm start resumes.
`);
}
