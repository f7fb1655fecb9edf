import { refuse } from '../errors.js';

const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;

/**
 * A size, an index or a time of a C2SP document: ASCII decimal without leading zeroes. The documents allow 2^63 - 1;
 * beyond 2^53 - 1, which no log of ours reaches, numbers would be rounded: refused.
 */
export function parseDecimal(text: string): number {
  const number = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : refuse('PSR_NUMBER_NOT_CANONICAL');
}
