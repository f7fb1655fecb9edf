/**
 * Story time: an ISO 8601 duration with a plus sign, counted from the start of the run, such as `+PT12M` or `+P30D`.
 * Years and months are left out: their length depends on the day the run starts.
 */
export const OFFSET = /^\+P(?!$)(?:(\d{1,4})D)?(?:T(?!$)(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,4})S)?)?$/;

const UNITS = [86_400_000, 3_600_000, 60_000, 1_000] as const;

/** Milliseconds, or null for a text that is no offset. */
export function offsetMilliseconds(text: string): number | null {
  const match = OFFSET.exec(text);
  if (!match) return null;
  return UNITS.reduce((sum, unit, index) => sum + Number(match[index + 1] ?? 0) * unit, 0);
}

/** The alert with an `expiresAt` that is an offset turned into RFC 3339 UTC, to the second; anything else is left as it is. */
export function anchorExpiry(alert: Record<string, unknown>, start: Date): Record<string, unknown> {
  if (typeof alert['expiresAt'] !== 'string') return alert;
  const offset = offsetMilliseconds(alert['expiresAt']);
  if (offset === null) return alert;
  const moment = new Date(start.getTime() + offset).toISOString();
  return { ...alert, expiresAt: `${moment.slice(0, 19)}Z` };
}
