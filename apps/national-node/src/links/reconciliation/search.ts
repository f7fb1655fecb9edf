import { type ComparedRange, MAX_RANGES } from '@passerelle/exchange-model';

/**
 * How far the comparison with a partner has come: a search that goes down only where digests differ. Plain data, kept
 * in the database between messages; every function returns another.
 */
export interface Search {
  /** Whatever expires at or before it is left out. Seconds. */
  asOf: number;
  /** Ranges not compared yet. */
  open: string[];
  /** Ranges that differed, where what was missing was sent again: to be compared once more. */
  again: string[];
  /** Ranges of the question that was asked last. */
  asked: string[];
  /** Questions in a row that brought nothing new. */
  attempts: number;
  /** Ranges compared. */
  compared: number;
  /** Records that the partner said it still expects, when it was asked last. */
  behind: number | null;
  /** Asked to reconcile what it released, too. */
  both: boolean;
}

/** After so many questions without news the rest stays uncompared. */
export const MOST_ATTEMPTS = 5;
/** Hexadecimal digits of a range's name; a range that cannot be told apart by then is not compared. */
const DEEPEST = 8;
const DIGITS = '0123456789abcdef'.split('');

export const beginSearch = (subjects: readonly string[], asOf: number, both: boolean): Search => ({
  asOf,
  open: subjects.map((subject) => `${subject}:`),
  again: [],
  asked: [],
  attempts: 0,
  compared: 0,
  behind: null,
  both,
});

/** The next question: what was never compared comes first. */
export function ask(search: Search): Search {
  const ranges = search.open.length > 0 ? search.open : search.again;
  return { ...search, asked: ranges.slice(0, MAX_RANGES), attempts: search.attempts + 1 };
}

/** A partner that has not received everything yet is waited for while it comes closer. */
export function waitFor(search: Search, behind: number): Search {
  const closer = search.behind === null || behind < search.behind;
  return { ...search, asked: [], behind, attempts: closer ? 0 : search.attempts };
}

/** Does the next question let the partner wait for what is still on its way? Not where nothing moves any more. */
export const mayWait = ({ attempts }: Search): boolean => attempts <= 2;

/** A range that cannot be read now stays uncompared, behind the others. */
export function putOff(search: Search, range: string): Search {
  const last = (ranges: string[]) =>
    ranges.includes(range) ? [...ranges.filter((each) => each !== range), range] : ranges;
  return {
    ...search,
    open: last(search.open),
    again: last(search.again),
    asked: search.asked.filter((each) => each !== range),
  };
}

/** Takes in one range of an answer that was asked for; the caller has compared a `list` and says whether it differs. */
export function took(search: Search, { range, verdict }: ComparedRange, differs: boolean): Search {
  if (!search.asked.includes(range)) return search;
  if (verdict === 'failed') return putOff(search, range);
  const without = (ranges: string[]) => ranges.filter((each) => each !== range);
  const rest = {
    ...search,
    open: without(search.open),
    again: without(search.again),
    asked: without(search.asked),
  };
  if (verdict === 'split') {
    if (range.length - range.indexOf(':') > DEEPEST) return putOff(search, range);
    return { ...rest, open: [...rest.open, ...DIGITS.map((digit) => range + digit)], attempts: 0 };
  }
  const news = search.open.includes(range) || !differs;
  return {
    ...rest,
    again: differs ? [...rest.again, range] : rest.again,
    attempts: news ? 0 : search.attempts,
    compared: search.compared + (search.open.includes(range) ? 1 : 0),
  };
}

export const isDone = ({ open, again }: Search): boolean => open.length === 0 && again.length === 0;
export const isGivenUp = ({ attempts }: Search): boolean => attempts >= MOST_ATTEMPTS;
