import { createHash } from 'node:crypto';
import type { ApiClient, Refusal, Reply, Stored } from './api-client.js';
import type { NumberedLine } from './check-line.js';
import type { Finding } from './finding.js';
import { anchorExpiry } from './offset.js';

export type Outcome = 'sent' | 'updated' | 'withdrawn' | 'already there' | 'rejected as expected' | 'failed';

export interface LineResult {
  line: NumberedLine;
  outcome: Outcome;
  findings: Finding[];
}

interface Rule {
  field: string;
  rule: string;
  message: string;
}

/** What the story did to an alert so far: the version its next update must find. */
interface Progress {
  alertId: string;
  version: number;
}

/** How an API refuses a change to something that has moved on: conflict, gone, precondition failed. */
const PERHAPS_DONE = [409, 410, 412];

/** Performs the instructions of one file at one nation, one after the other, and remembers which label is which alert. */
export class StoryRun {
  readonly #alerts = new Map<string, Progress>();

  constructor(
    private readonly api: ApiClient,
    private readonly fileName: string,
    private readonly start: Date,
  ) {}

  /** Never throws for what the API refuses. */
  async perform(line: NumberedLine): Promise<LineResult> {
    const { instruction } = line;
    if (instruction.do === 'issue') return this.#issue(line, instruction.alert);
    const known = this.#alerts.get(instruction.name);
    if (!known) return failed(line, [unknownName]);
    if (instruction.do === 'update') return this.#update(line, known, instruction.alert);
    const reply = await this.api.withdraw(known.alertId, instruction.reason);
    if (reply.ok) known.version += 1;
    return conclude(line, reply, 'withdrawn');
  }

  /** The alert behind a label, once it was issued. */
  alertId(name: string): string | null {
    return this.#alerts.get(name)?.alertId ?? null;
  }

  async #issue(line: NumberedLine, alert: Record<string, unknown>): Promise<LineResult> {
    const key = idempotencyKey(this.fileName, line.instruction.name);
    const reply = await this.api.issue(anchorExpiry(alert, this.start), key);
    if (reply.ok) this.#alerts.set(line.instruction.name, { alertId: reply.value.alertId, version: 1 });
    return conclude(line, reply, 'sent');
  }

  async #update(line: NumberedLine, known: Progress, alert: Record<string, unknown>): Promise<LineResult> {
    const found = known.version;
    const reply = await this.api.update(known.alertId, found, anchorExpiry(alert, this.start));
    const done =
      !reply.ok &&
      PERHAPS_DONE.includes(reply.refusal.status) &&
      (await this.#isBeyond(known.alertId, found));
    if (reply.ok || done) known.version = found + 1;
    return done ? { line, outcome: 'already there', findings: [] } : conclude(line, reply, 'updated');
  }

  /** An earlier run, or an attempt whose answer was lost, has already done it. */
  async #isBeyond(alertId: string, version: number): Promise<boolean> {
    const current = await this.api.read(alertId);
    return current.ok && current.value.version > version;
  }
}

/** The same for the same label of the same file, wherever it lies and however often it runs. */
export function idempotencyKey(fileName: string, label: string): string {
  return createHash('sha256').update(`${fileName}\n${label}`).digest('base64url');
}

const unknownName: Rule = {
  field: '/name',
  rule: 'name-unknown',
  message: 'no earlier line issued an alert of this name',
};

function conclude(line: NumberedLine, reply: Reply<Stored>, done: Outcome): LineResult {
  const expected = line.instruction.expect?.rejected;
  if (reply.ok) {
    if (!expected) return { line, outcome: done, findings: [] };
    return failed(line, [
      { field: '', rule: 'rejection-expected', message: `was accepted, not refused by ${expected}` },
    ]);
  }
  const rules = rulesOf(reply.refusal, line.bare);
  if (rules.some(({ rule }) => rule === expected))
    return { line, outcome: 'rejected as expected', findings: [] };
  return failed(line, rules);
}

function failed(line: NumberedLine, rules: Rule[]): LineResult {
  return { line, outcome: 'failed', findings: rules.map((rule) => ({ line: line.number, ...rule })) };
}

/** The API points into the alert; in an instruction the alert is a member of the line. */
function rulesOf({ code, detail, errors }: Refusal, bare: boolean): Rule[] {
  if (errors.length === 0) return [{ field: '', rule: code, message: detail }];
  return errors.map(({ path, rule, message }) => ({ field: bare ? path : `/alert${path}`, rule, message }));
}
