/** Where the time of a process went: its .cpuprofile files as shares of the time it was busy. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TOP = 14;
const NOT_WORK = new Set(['(idle)', '(root)', '(program)']);

/** The frames with the most time of their own: `[{ share, frame }]`. */
export function topFrames(directory) {
  const own = new Map();
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.cpuprofile'))) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    const byId = new Map(nodes.map((node) => [node.id, node]));
    for (const [index, id] of samples.entries()) {
      const frame = nameOf(byId.get(id).callFrame);
      if (frame) own.set(frame, (own.get(frame) ?? 0) + timeDeltas[index]);
    }
  }
  const total = [...own.values()].reduce((sum, time) => sum + time, 0);
  return [...own]
    .sort(([, one], [, other]) => other - one)
    .slice(0, TOP)
    .map(([frame, time]) => ({ share: time / total, frame }));
}

function nameOf({ functionName, url, lineNumber }) {
  if (NOT_WORK.has(functionName)) return null;
  const place = url.replace(/^.*\/(node_modules|dist)\//, '').replace(/^file:\/\//, '');
  return `${functionName || '(anonymous)'} ${place ? `${place}:${lineNumber + 1}` : ''}`.trim();
}
