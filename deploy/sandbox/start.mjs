/** `npm start`: from a fresh clone to two running nations. See README.md beside this file. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { demandPrerequisites } from '../prerequisites.mjs';

demandPrerequisites();

const { parseFlags, USAGE } = await import('./flags.mjs');
let flags;
try {
  flags = parseFlags(process.argv.slice(2));
} catch (error) {
  console.error(`${error.message}\n\n${USAGE}`);
  process.exit(2);
}
if (flags.help) {
  console.log(USAGE);
  process.exit(0);
}

forgetDead(join(flags.directory, 'sandbox.json'));
try {
  const { prepare } = await import('../prepare.mjs');
  const downloadSeconds = await prepare((line) => console.log(line));
  const { runSandbox } = await import('../../dist/deploy/sandbox/src/main.js');
  await runSandbox({ ...flags, downloadSeconds });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** What a killed launcher left must not be read as the one that is about to start, however long the build takes. */
function forgetDead(file) {
  let launcher;
  try {
    launcher = JSON.parse(readFileSync(file, 'utf8')).launcher;
  } catch {
    return;
  }
  try {
    process.kill(launcher, 0);
  } catch (error) {
    if (error.code === 'ESRCH') rmSync(file, { force: true });
  }
}
