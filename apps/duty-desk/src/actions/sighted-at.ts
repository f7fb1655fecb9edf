import { ValidationProblem } from '@passerelle/runtime';

/** A device's clock may be this much ahead. */
const AHEAD_MS = 5 * 60_000;
/** A post without a line reports late, but not weeks. */
const BEHIND_MS = 7 * 86_400_000;

/**
 * When it was seen: as told, or now.
 *
 * @throws ValidationProblem 422 at `/at`: `time-in-future` beyond 5 minutes, `time-too-old` beyond 7 days
 */
export function sightedAt(told: string | undefined, now: Date): Date {
  if (told === undefined) return now;
  const at = new Date(told);
  const ahead = at.getTime() - now.getTime();
  if (ahead > AHEAD_MS) throw broken('time-in-future', 'lies in the future');
  if (-ahead > BEHIND_MS) throw broken('time-too-old', 'is more than 7 days ago');
  return at;
}

function broken(rule: string, message: string): ValidationProblem {
  return new ValidationProblem([{ path: '/at', rule, message }]);
}
