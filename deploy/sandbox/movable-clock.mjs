/**
 * Loaded before a process of a breakable sandbox (`--import`): its wall clock is the machine's plus the milliseconds in
 * the file that MOVABLE_CLOCK_FILE names, from one moment to the next as the file changes, forward and back. Timers run
 * on, as they do when somebody sets a machine's clock. Nothing in the services knows of it.
 */
import { readFileSync, watchFile } from 'node:fs';

const file = process.env.MOVABLE_CLOCK_FILE;
const LOOK_MS = 200;
const Machine = Date;
let offset = 0;

/** Absent is not moved; half a number is read again when its other half is there. */
function read() {
  let text;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch {
    text = '0';
  }
  const milliseconds = Number(text);
  if (text !== '' && Number.isSafeInteger(milliseconds)) offset = milliseconds;
}

if (file) {
  read();
  watchFile(file, { interval: LOOK_MS, persistent: false }, read);
  const now = () => Machine.now() + offset;
  const Moved = new Proxy(Machine, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new Machine(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  Machine.prototype.constructor = Moved;
  globalThis.Date = Moved;
}
