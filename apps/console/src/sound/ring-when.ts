/** How often an immediate alert calls until somebody takes it. */
export const CALL_EVERY_MS = 10_000;
/** In a flood several cases arriving together sound as one. */
export const AT_LEAST_APART_MS = 2_000;

export type Tone = 'immediate' | 'urgent';

export interface Rung {
  /** Cases that have had the sound of their arrival. */
  cases: ReadonlySet<string>;
  lastAt: number;
}

export const NOTHING_RUNG: Rung = { cases: new Set(), lastAt: 0 };

export interface Waiting {
  /** Cases that call until taken. */
  immediate: readonly string[];
  /** Cases that sound once. */
  urgent: readonly string[];
}

/** Which tone is due now, if any, and what has been rung after it. One sound a case, one call for all that wait. */
export function toneDue(rung: Rung, waiting: Waiting, now: number): { tone: Tone | null; rung: Rung } {
  const isNew = (id: string): boolean => !rung.cases.has(id);
  const since = now - rung.lastAt;
  const arrived = waiting.immediate.some(isNew);
  const calls = waiting.immediate.length > 0 && since >= CALL_EVERY_MS;
  const tone = arrived || calls ? 'immediate' : waiting.urgent.some(isNew) ? 'urgent' : null;
  if (tone === null || since < AT_LEAST_APART_MS) return { tone: null, rung };
  return { tone, rung: { cases: new Set([...waiting.immediate, ...waiting.urgent]), lastAt: now } };
}
