/** Which of a sandbox's processes the time goes to: where no single one decides, that is the profile. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpu } from './process.mjs';

/** Fewer would be noise. */
const LEAST_SHARE = 0.01;

/** Begins to count; the function it returns gives `[{ share, frame }]` of all processor time since. */
export function countShares(sandbox) {
  const before = snapshot(sandbox);
  return () => {
    const spent = [...snapshot(sandbox)].map(([frame, time]) => ({
      frame,
      time: time - (before.get(frame) ?? time),
    }));
    const total = spent.reduce((sum, { time }) => sum + time, 0);
    return spent
      .map(({ frame, time }) => ({ frame, share: time / total }))
      .filter(({ share }) => share >= LEAST_SHARE)
      .sort((one, other) => other.share - one.share);
  };
}

function snapshot({ processes }) {
  const children = childrenByParent();
  const family = (pid) => [pid, ...(children.get(pid) ?? []).flatMap(family)];
  return new Map(
    processes.map(({ nation, name, role, pid }) => [
      [nation, name, role].filter(Boolean).join(' '),
      family(pid).reduce((sum, each) => sum + spentBy(each), 0),
    ]),
  );
}

/** A database works in processes of its own. */
function childrenByParent() {
  const children = new Map();
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const parent = parentOf(pid);
    if (parent) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  return children;
}

function parentOf(pid) {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
  } catch {
    return null; // ended meanwhile
  }
}

function spentBy(pid) {
  try {
    return cpu(pid);
  } catch {
    return 0;
  }
}
