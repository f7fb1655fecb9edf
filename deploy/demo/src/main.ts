import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { atOnce } from './pace.js';
import { play } from './play.js';
import { Quit, TerminalPace } from './terminal-pace.js';

const USAGE = `npm run demo -- [--dir .sandbox] [--pace SECONDS | --fast] [--browser PATH] [--pictures DIR]

  Plays the first five beats of the demonstration over a running sandbox (npm start).
  --pace 6        seconds a step stays on screen; space holds, enter goes on, q ends
  --fast          as fast as the screens follow
  --browser PATH  a Chrome or Chromium of this machine, with windows to watch; without it the browsers have none
  --pictures DIR  a picture of each beat`;

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: '.sandbox' },
    pace: { type: 'string', default: '6' },
    fast: { type: 'boolean', default: false },
    browser: { type: 'string' },
    pictures: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const file = join(resolve(values.dir), 'sandbox.json');
const seconds = Number(values.pace);

if (values.help) console.log(USAGE);
else if (!Number.isFinite(seconds) || seconds < 0) fail(USAGE);
else if (!existsSync(file))
  fail(`no sandbox runs in ${values.dir}: npm start, and wait until all is healthy`);
else await demonstrate();

async function demonstrate(): Promise<void> {
  process.env['PASSERELLE_E2E_SANDBOX'] = file;
  const pace = values.fast ? atOnce(console.log) : new TerminalPace(seconds);
  const pictures = values.pictures ?? (values.browser === undefined ? join(values.dir, 'demo') : undefined);
  try {
    await play(pace, {
      ...(values.browser === undefined ? {} : { window: { executablePath: values.browser } }),
      ...(pictures === undefined ? {} : { pictures }),
    });
    console.log(pictures === undefined ? '\nThe end.' : `\nThe end. Pictures: ${pictures}`);
  } catch (error) {
    if (!(error instanceof Quit)) console.error(error instanceof Error ? error.message : error);
    process.exitCode = error instanceof Quit ? 0 : 1;
  } finally {
    if (pace instanceof TerminalPace) pace.close();
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
