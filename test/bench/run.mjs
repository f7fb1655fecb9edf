/**
 * `npm run bench [-- --dir PATH]`: figures over a running sandbox, as ratios within one run, printed as a table and
 * written to `<dir>/bench.json`. Nothing here passes or fails: the tests do that.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchConsole } from './console.mjs';

const { values } = parseArgs({ options: { dir: { type: 'string', default: '.sandbox' } } });
const file = join(values.dir, 'sandbox.json');
if (!existsSync(file)) {
  console.error(`${file} is not there: start two nations first (npm start), or name their folder with --dir`);
  process.exit(2);
}
const sandbox = JSON.parse(readFileSync(file, 'utf8'));
const figures = { at: new Date().toISOString(), node: process.version, console: null };
figures.console = await benchConsole(sandbox, (line) => console.log(line));
writeFileSync(join(values.dir, 'bench.json'), `${JSON.stringify(figures, null, 2)}\n`);
print(figures.console);

function print({ lines, warm, interaction, alert, bytes }) {
  const rows = lines.flatMap(({ line, usable, largestPaint, floor, ratio }) => [
    [
      `usable, first visit, ${line}`,
      time(usable),
      `same bytes, bare page: ${time(floor)}`,
      times(ratio),
      goal(line),
    ],
    [`largest paint, ${line}`, time(largestPaint), '', '', line.startsWith('240') ? '≤ 2.5 s' : ''],
  ]);
  rows.push(
    ['usable, later visit, no network', time(warm.usable), '', '', '≤ 2 s'],
    ['answer to a key, 95 of 100', `${Math.round(interaction.p95)} ms`, '', '', '≤ 200 ms'],
    [
      'alert: API of one nation → screen of the other',
      time(alert.screen),
      `event stream: ${time(alert.stream)}`,
      times(alert.ratio),
      '',
    ],
    [
      'first visit, on the wire',
      `${(Object.values(bytes).reduce((sum, part) => sum + part) / 1024).toFixed(0)} KB`,
      '',
      '',
      '≤ 110 KB',
    ],
  );
  const header = ['figure (processor 6 times slower)', 'median (low–high)', 'beside', 'ratio', 'goal'];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  );
  console.log('');
  for (const row of [header, ...rows])
    console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  '));
}

function goal(line) {
  return line.startsWith('240') ? '≤ 6 s' : '';
}

function time({ median, low, high }) {
  const seconds = (ms) => (ms / 1000).toFixed(ms < 1000 ? 2 : 1);
  return `${seconds(median)} s (${seconds(low)}–${seconds(high)})`;
}

function times(ratio) {
  return `${ratio.toFixed(2)}×`;
}
