import type { Finding } from './finding.js';
import type { NationReport } from './load-nation.js';
import type { Outcome } from './story-run.js';

const COLUMNS: Outcome[] = [
  'sent',
  'updated',
  'withdrawn',
  'already there',
  'rejected as expected',
  'failed',
];

/** `mr.ndjson:12 /alert/action action-not-admitted: …`, as compilers write it, so that editors can jump to the line. */
export function formatFinding(file: string, { line, field, rule, message }: Finding): string {
  return `${file}:${line} ${field || '(line)'} ${rule}: ${message}`;
}

/** One row a nation. `bad lines` are those that were never sent because they could not be read. */
export function summaryTable(reports: NationReport[]): string {
  const header = ['nation', ...COLUMNS, 'bad lines', 'not met'];
  const rows = reports.map(rowOf);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows]
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
    .join('\n');
}

/** 0 when every line did what it should; 1 otherwise. */
export function exitCode(reports: NationReport[]): 0 | 1 {
  return reports.some(({ findings, stopped }) => findings.length > 0 || stopped !== undefined) ? 1 : 0;
}

function rowOf({ nation, results, findings }: NationReport): string[] {
  const outcomes = COLUMNS.map((outcome) => results.filter((result) => result.outcome === outcome).length);
  const sentLines = new Set(results.map(({ line }) => line.number));
  const badLines = new Set(findings.map(({ line }) => line).filter((line) => !sentLines.has(line)));
  const notMet = findings.filter(({ rule }) => rule === 'outcome').length;
  return [nation, ...[...outcomes, badLines.size, notMet].map(String)];
}
