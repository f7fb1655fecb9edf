import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type CommandLine, parseCommandLine } from './command-line.js';
import { readActs } from './desks/act-line.js';
import { type ActFailure, playDesks } from './desks/play-desks.js';
import { sandboxOfficers } from './desks/sandbox-officers.js';
import { loadNation, type NationReport } from './load-nation.js';
import { exitCode, formatFinding, summaryTable } from './report.js';
import type { Waiting } from './retrying-fetch.js';
import { startOfRun } from './run-start.js';
import { type NationAccess, readSandboxFile } from './sandbox-file.js';
import { storyLineSchema } from './schema.js';
import { readStoryFile } from './story-file.js';

/** Seen from dist/deploy/story/src. */
const STORIES = fileURLToPath(new URL('../../../../deploy/story/', import.meta.url));

const waiting: Waiting = { now: () => Date.now(), sleep: (ms) => sleep(ms), random: () => Math.random() };

async function main(): Promise<number> {
  const options = parseCommandLine(process.argv);
  if (options.schema) {
    console.log(JSON.stringify(storyLineSchema(), null, 2));
    return 0;
  }
  const loads = (await readSandboxFile(options.sandbox, options.nation))
    .map((access) => ({ access, path: options.file ?? storyOf(access) }))
    .filter(({ path }) => options.file !== undefined || existsSync(path));
  if (loads.length === 0) console.log('no story is told of these nations; --nation and --file load one');
  const start = await startOfRun(join(dirname(options.sandbox), 'story-start.json'), new Date());
  const labels = new Map<string, string>();
  const [reports, failures] = await Promise.all([
    Promise.all(loads.map(({ access, path }) => load(access, path, start, options, labels))),
    actAtDesks(options, labels),
  ]);
  console.log(summaryTable(reports));
  for (const failure of failures) console.error(failure);
  return failures.length > 0 ? 1 : exitCode(reports);
}

/** The officers' part: only of a story that is told whole, because it speaks of both sides. */
async function actAtDesks(
  { sandbox, speed, nation, file }: CommandLine,
  labels: ReadonlyMap<string, string>,
): Promise<ActFailure[]> {
  if (nation !== undefined || file !== undefined) return [];
  return await playDesks({
    acts: await readActs(join(STORIES, 'desks.ndjson')),
    access: await sandboxOfficers(sandbox),
    alertId: (origin, label) => labels.get(`${origin} ${label}`) ?? null,
    speed,
    waiting,
  });
}

async function load(
  access: NationAccess,
  path: string,
  start: Date,
  options: CommandLine,
  labels: Map<string, string>,
): Promise<NationReport> {
  const { speed, verify } = options;
  const report = await loadNation(access, await readStoryFile(path), {
    start,
    speed,
    verify,
    waiting,
    onAlert: (label, alertId) => labels.set(`${access.nation} ${label}`, alertId),
    onResult: ({ line: { instruction }, outcome }) => {
      if (speed !== Infinity)
        console.log(
          `${access.nation} ${instruction.at ?? ''} ${instruction.do} ${instruction.name}: ${outcome}`,
        );
    },
  });
  for (const finding of report.findings) console.error(formatFinding(path, finding));
  if (report.stopped) console.error(`${access.nation}: stopped before the end: ${report.stopped}`);
  return report;
}

function storyOf({ nation }: NationAccess): string {
  return join(STORIES, `${nation.toLowerCase()}.ndjson`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
