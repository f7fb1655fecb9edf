/** Medians with spread, and how figures are printed. */

export function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const median = (values) => percentile(values, 0.5);

export function spread(values) {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values), runs: values.length };
}

/** `1,234 (1,100–1,300)`, with as many digits as a number of its size deserves. */
export function printed({ median, low, high }, unit = '') {
  const text = (value) =>
    value.toLocaleString('en', {
      maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0,
    });
  return `${text(median)} (${text(low)}–${text(high)})${unit && ` ${unit}`}`;
}

export const times = (ratio) => `${ratio.toFixed(2)}×`;

/** Rows of text cells under a header, as columns. */
export function printTable(header, rows) {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  console.log('');
  for (const row of [header, ...rows])
    console.log(
      row
        .map((cell, column) => (cell ?? '').padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}
