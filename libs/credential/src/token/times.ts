import { refuse } from '../errors.js';

export interface ReadingTime {
  now: Date;
  clockToleranceSeconds: number;
}

/** RFC 7519 §4.1: `iat` is required; every time is a whole number of seconds; the tolerance is for clocks that differ. */
export function checkTimes(
  claims: Record<string, unknown>,
  { now, clockToleranceSeconds }: ReadingTime,
): void {
  const seconds = now.getTime() / 1000;
  if (wholeNumber(claims, 'iat') > seconds + clockToleranceSeconds) refuse('PSR_NOT_YET_VALID', 'iat');
  if ('nbf' in claims && wholeNumber(claims, 'nbf') > seconds + clockToleranceSeconds) {
    refuse('PSR_NOT_YET_VALID', 'nbf');
  }
  if ('exp' in claims && wholeNumber(claims, 'exp') + clockToleranceSeconds <= seconds) refuse('PSR_EXPIRED');
  if ('ver' in claims) wholeNumber(claims, 'ver');
}

export function wholeNumber(claims: Record<string, unknown>, name: string): number {
  const value = claims[name];
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : refuse('PSR_CLAIM_TYPE', name);
}
