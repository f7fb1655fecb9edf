/** Figures as tables for a terminal. */
import { printed, printTable, times } from './figures.mjs';

export function printDelivery(rows) {
  printTable(
    ['figure', 'median (low–high)', 'beside', 'ratio', 'goal', ''],
    rows.map(({ what, ours, beside, ratio, goal, met }) => [
      what,
      printed(ours),
      beside ? `${beside.what}: ${printed(beside)}` : '',
      ratio === null ? '' : times(ratio),
      goal,
      met ? '' : 'missed',
    ]),
  );
  for (const { what, profile, profileOf = 'frames with the most time of their own' } of rows.filter(
    (row) => row.profile,
  )) {
    printTable(
      [`missed: ${what}`, profileOf],
      profile.map(({ share, frame }) => [`${(share * 100).toFixed(1)} %`, frame]),
    );
  }
}

export function printConsole({ lines, warm, interaction, alert, bytes }) {
  const rows = lines.flatMap(({ line, usable, largestPaint, floor, ratio }) => [
    [
      `usable, first visit, ${line}`,
      time(usable),
      `same bytes, bare page: ${time(floor)}`,
      times(ratio),
      line.startsWith('240') ? '≤ 6 s' : '',
    ],
    [`largest paint, ${line}`, time(largestPaint), '', '', line.startsWith('240') ? '≤ 2.5 s' : ''],
  ]);
  const wire = Object.values(bytes).reduce((sum, part) => sum + part) / 1024;
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
    ['first visit, on the wire', `${wire.toFixed(0)} KB`, '', '', '≤ 110 KB'],
  );
  printTable(['figure (processor 6 times slower)', 'median (low–high)', 'beside', 'ratio', 'goal'], rows);
}

function time({ median, low, high }) {
  const seconds = (ms) => (ms / 1000).toFixed(ms < 1000 ? 2 : 1);
  return `${seconds(median)} s (${seconds(low)}–${seconds(high)})`;
}
