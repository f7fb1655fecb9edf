import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { checkLine, type NumberedLine } from './check-line.js';
import type { Finding } from './finding.js';
import { offsetMilliseconds } from './offset.js';

export interface StoryFile {
  /** Without its folder: part of every idempotency key, so the same file may lie elsewhere the next time. */
  name: string;
  /** Good lines in story time; lines of the same moment in the order of the file. */
  lines: NumberedLine[];
  findings: Finding[];
}

/** Reads a whole NDJSON file. Empty lines are skipped; a bad line is a finding and never hides the good ones. */
export async function readStoryFile(path: string): Promise<StoryFile> {
  const lines: NumberedLine[] = [];
  const findings: Finding[] = [];
  const issued = new Set<string>();
  for (const [number, bytes] of linesOf(await readFile(path))) {
    const checked = checkLine(bytes, number);
    if (!checked.ok) findings.push(...checked.findings);
    else if (isRepeated(checked.line, issued)) findings.push(repeatedName(number));
    else lines.push(checked.line);
  }
  return { name: basename(path), lines: lines.sort((a, b) => momentOf(a) - momentOf(b)), findings };
}

/** Milliseconds after the start of the run. */
export function momentOf(line: NumberedLine): number {
  return offsetMilliseconds(line.instruction.at ?? '') ?? 0;
}

const LINE_FEED = 0x0a;

function* linesOf(file: Buffer): Iterable<[number: number, bytes: Buffer]> {
  for (let start = 0, number = 1; start < file.length; number += 1) {
    const found = file.indexOf(LINE_FEED, start);
    const end = found === -1 ? file.length : found;
    const bytes = file.subarray(start, end);
    if (bytes.some((byte) => byte > 0x20)) yield [number, bytes];
    start = end + 1;
  }
}

function isRepeated({ instruction }: NumberedLine, issued: Set<string>): boolean {
  if (instruction.do !== 'issue') return false;
  if (issued.has(instruction.name)) return true;
  issued.add(instruction.name);
  return false;
}

function repeatedName(line: number): Finding {
  return {
    line,
    field: '/name',
    rule: 'name-repeated',
    message: 'an earlier line issues an alert of this name',
  };
}
