import type { Scenario } from '../stage.js';
import { kills } from './kills.js';
import { zombie } from './zombie.js';

/** In the order they are played; those that leave something broken behind come last. */
export const SCENARIOS: readonly Scenario[] = [kills, zombie];
