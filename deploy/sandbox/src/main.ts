import { SandboxDirectory } from './directory.js';
import { printAddresses } from './farewell.js';
import { writePrivate } from './files.js';
import { layOut } from './layout.js';
import { PATIENT, USUAL } from './liveness.js';
import { readPlan } from './nations.js';
import { demandFree } from './ports.js';
import { Progress } from './progress.js';
import { describeSandbox } from './sandbox-file.js';
import { startNations, type Startup } from './startup.js';
import { tellStory } from './story.js';
import { Supervisor } from './supervisor.js';

export interface SandboxOptions {
  directory: string;
  nationsFile: string;
  portBase: number;
  /** Of every service that shares its work among several. */
  instances: number;
  /** First of the ports of border lines that somebody else stands in; left out, nothing stands in them. */
  lineBase?: number;
  empty: boolean;
  reset: boolean;
  /** Spent by the preparation on downloads. */
  downloadSeconds: number;
}

/** Runs the nations until a signal stops them. @throws Error when they cannot be started; nothing runs then */
export async function runSandbox(options: SandboxOptions): Promise<void> {
  // A terminal that is closed, or a pipe nobody reads any more, is no reason to fall over.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const progress = new Progress();
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const directory = new SandboxDirectory(options.directory);
  const guardian = await directory.open();
  const isBreakable = options.lineBase !== undefined;
  const supervisor = new Supervisor((line) => progress.say(line), isBreakable ? PATIENT : USUAL);
  const healthy = bringUp(options, { directory, guardian, supervisor, progress });
  try {
    await Promise.race([healthy.then(() => stopped), stopped, supervisor.failed]);
  } finally {
    progress.say('stopping …');
    await directory.close();
    await supervisor.stop();
    await directory.close();
    await guardian.release();
    progress.say('stopped');
  }
  process.exit(0);
}

async function bringUp(
  { reset, empty, portBase, instances, lineBase, nationsFile, downloadSeconds }: SandboxOptions,
  parts: Pick<Startup, 'directory' | 'guardian' | 'supervisor' | 'progress'>,
): Promise<void> {
  const { directory, supervisor, progress } = parts;
  const plan = await readPlan(nationsFile);
  const layouts = layOut(plan.nations, directory.path, {
    base: portBase,
    instances,
    ...(lineBase !== undefined && { lineBase }),
  });
  if (reset) await directory.reset(layouts);
  await demandFree(layouts.flatMap((layout) => layout.allPorts));
  const nations = await startNations({ ...parts, layouts, agreements: plan.agreements });
  const describe = () => describeSandbox(nations, supervisor);
  if (!empty) {
    await writePrivate(directory.draftFile, describe());
    await tellStory(directory.draftFile, directory.storyMarker, progress);
  }
  await supervisor.publish(() => writePrivate(directory.sandboxFile, describe()));
  printAddresses(nations, directory.sandboxFile, progress);
  progress.say(
    `started in ${progress.seconds.toFixed(1)} s, downloads apart: ${downloadSeconds.toFixed(1)} s`,
  );
}
