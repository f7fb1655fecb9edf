import type { Scenario } from '../stage.js';
import { backlog } from './backlog.js';
import { clock } from './clock.js';
import { disk } from './disk.js';
import { kills } from './kills.js';
import { lateCommit } from './late-commit.js';
import { line } from './line.js';
import { narrow } from './narrow.js';
import { poison } from './poison.js';
import { recreated } from './recreated.js';
import { skew } from './skew.js';
import { storm } from './storm.js';
import { zombie } from './zombie.js';

/** In the order they are played: those that move clocks come last, since what they leave lies in the others' future. */
export const SCENARIOS: readonly Scenario[] = [
  lateCommit,
  poison,
  zombie,
  storm,
  line,
  narrow,
  disk,
  kills,
  backlog,
  skew,
  clock,
  recreated,
];
