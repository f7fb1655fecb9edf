import { ApiClient } from './api-client.js';
import type { Finding } from './finding.js';
import { checkOutcome } from './outcome-check.js';
import { retryingFetch, Unreachable, type RetryPolicy, type Waiting } from './retrying-fetch.js';
import type { NationAccess } from './sandbox-file.js';
import { momentOf, type StoryFile } from './story-file.js';
import { type LineResult, StoryRun } from './story-run.js';
import { TokenRefused, TokenSource } from './token.js';

export interface LoadOptions {
  /** What the offsets of `expiresAt` count from. */
  start: Date;
  /** Story seconds a second; Infinity sends without waiting. */
  speed: number;
  /** Wait for the receipts that prove each expectation. */
  verify: boolean;
  waiting: Waiting;
  policy?: RetryPolicy;
  onResult?: (result: LineResult) => void;
  /** Which alert a label means, as soon as it is issued. */
  onAlert?: (label: string, alertId: string) => void;
}

export interface NationReport {
  nation: string;
  results: LineResult[];
  findings: Finding[];
  /** Why lines were left unsent. */
  stopped?: string;
}

/** Loads one file into one nation, in story time. A line that fails does not stop the next; an unreachable nation does. */
export async function loadNation(
  access: NationAccess,
  file: StoryFile,
  options: LoadOptions,
): Promise<NationReport> {
  const send = retryingFetch(options.waiting, options.policy);
  const tokens = new TokenSource(access.client, send, () => options.waiting.now());
  const api = new ApiClient(access.api, tokens, send);
  const run = new StoryRun(api, file.name, options.start);
  const report: NationReport = { nation: access.nation, results: [], findings: [...file.findings] };
  try {
    await performAll(run, file, options, report);
    if (options.verify) await verifyAll(run, api, options, report);
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof TokenRefused)) throw error;
    report.stopped = error.message;
  }
  return report;
}

async function performAll(run: StoryRun, file: StoryFile, options: LoadOptions, report: NationReport) {
  const { waiting, speed } = options;
  const began = waiting.now();
  for (const line of file.lines) {
    const pause = began + momentOf(line) / speed - waiting.now();
    if (pause > 0) await waiting.sleep(pause);
    const result = await run.perform(line);
    report.results.push(result);
    report.findings.push(...result.findings);
    options.onResult?.(result);
    const { name } = line.instruction;
    const alertId = run.alertId(name);
    if (alertId !== null) options.onAlert?.(name, alertId);
  }
}

async function verifyAll(run: StoryRun, api: ApiClient, options: LoadOptions, report: NationReport) {
  for (const result of report.results) {
    const alertId = run.alertId(result.line.instruction.name);
    if (alertId !== null)
      report.findings.push(...(await checkOutcome(result, alertId, api, options.waiting)));
  }
}
