import { type Account, type Finding, type Wrong, WRONGS } from './accounting/account.js';
import type { Outcome } from './stage.js';

export interface Played extends Outcome {
  name: string;
  title: string;
  seconds: number;
}

export interface Faults {
  at: string;
  seed: number;
  node: string;
  scenarios: Played[];
  totals: Record<'sent' | 'released' | 'stored' | 'notified' | 'receipted' | Wrong, number>;
  passed: boolean;
}

const SHOWN = 12;

export function faultsOf(seed: number, at: Date, scenarios: Played[]): Faults {
  const accounts = scenarios.flatMap((each) => each.accounts);
  const sum = (count: (account: Account) => number) =>
    accounts.reduce((total, each) => total + count(each), 0);
  const wrongs = Object.fromEntries(
    WRONGS.map((wrong) => [
      wrong,
      sum(({ findings }) => findings.filter((one) => one.wrong === wrong).length),
    ]),
  ) as Record<Wrong, number>;
  return {
    at: at.toISOString(),
    seed,
    node: process.version,
    scenarios,
    totals: {
      sent: sum(({ sent }) => sent),
      released: sum(({ released }) => released),
      stored: sum(({ stored }) => stored),
      notified: sum(({ notified }) => notified),
      receipted: sum(({ receipted }) => receipted),
      ...wrongs,
    },
    passed:
      WRONGS.every((wrong) => wrongs[wrong] === 0) &&
      scenarios.every(({ failures }) => failures.length === 0),
  };
}

/** The table, as lines. */
export function* tableOf({ scenarios, totals, seed, passed }: Faults): Generator<string> {
  const header = [
    'scenario',
    'way',
    'alerts',
    'released',
    'stored',
    'notified',
    'receipted',
    'lost',
    'doubled',
    'back',
    'leaked',
  ];
  const rows = scenarios.flatMap(({ name, accounts }) =>
    accounts.map((one) => [
      name,
      `${one.from} > ${one.to}`,
      ...[one.sent, one.released, one.stored, one.notified, one.receipted].map(String),
      ...WRONGS.map((wrong) => String(one.findings.filter((finding) => finding.wrong === wrong).length)),
    ]),
  );
  const { sent, released, stored, notified, receipted } = totals;
  rows.push([
    'all',
    '',
    ...[sent, released, stored, notified, receipted].map(String),
    ...WRONGS.map((wrong) => String(totals[wrong])),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  for (const row of [header, ...rows])
    yield row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  for (const { name, seconds, figures, failures, accounts, skipped } of scenarios) {
    const told = Object.entries(figures).map(([what, figure]) => `${what}: ${figure}`);
    yield skipped === undefined
      ? `${name} (${seconds} s) ${told.join(', ')}`.trimEnd()
      : `${name} skipped: ${skipped}`;
    for (const failure of failures) yield `  WRONG ${failure}`;
    yield* shown(accounts.flatMap(({ findings }) => findings));
  }
  yield passed
    ? `Nothing lost, nothing doubled, nothing went back, nothing leaked. Seed ${seed}.`
    : `NOT in order. The same again: --seed ${seed}`;
}

function* shown(findings: readonly Finding[]): Generator<string> {
  for (const { wrong, what } of findings.slice(0, SHOWN)) yield `  ${wrong.toUpperCase()} ${what}`;
  if (findings.length > SHOWN) yield `  and ${findings.length - SHOWN} more in faults.json`;
}
