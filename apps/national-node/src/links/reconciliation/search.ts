import { type ComparedRange, MAX_RANGES, type RangeDigest } from '@passerelle/exchange-model';
import { isWhole } from './compare.js';

/**
 * How far the comparison with a partner has come: a search that goes down only where digests differ. Plain data, kept
 * in the database between messages; every function returns another.
 */
export interface Search {
  /** Whatever expires at or before it is left out. Seconds. */
  asOf: number;
  /** Ranges not compared yet; parts of one stand before what comes after it, so that there are never many. */
  open: string[];
  /** Ranges that differed, where what was missing was sent again: to be compared once more. */
  again: string[];
  /** Whole subjects that were compared part by part: at the end each is held against the partner's once more. */
  whole: string[];
  /** The question that was asked last. */
  asked: RangeDigest[];
  /** Questions in all. */
  questions: number;
  /** Questions in a row that brought nothing new. */
  attempts: number;
  /** Ranges compared. */
  compared: number;
  /** How far the partner had to be for the last question, and how far it said it was when it was behind. */
  upTo: number;
  reached: number | null;
  /** How often it was waited for. */
  waits: number;
  /** Asked to reconcile what it released, too. */
  both: boolean;
}

/** After so many questions without news the rest stays uncompared. */
export const MOST_ATTEMPTS = 5;
/** Twice what a million entries lost at once need: a partner that never comes to an end is given up. */
export const MOST_QUESTIONS = 20_000;
/** An hour of waiting for what is under way. */
export const MOST_WAITS = 720;
/** Hexadecimal digits of a range's name; a range that cannot be told apart by then is not compared. */
const DEEPEST = 8;
const DIGITS = '0123456789abcdef'.split('');

export const beginSearch = (subjects: readonly string[], asOf: number, both: boolean): Search => ({
  asOf,
  open: subjects.map((subject) => `${subject}:`),
  again: [],
  whole: [],
  asked: [],
  questions: 0,
  attempts: 0,
  compared: 0,
  upTo: 0,
  reached: null,
  waits: 0,
  both,
});

/** What to ask about next: what was never compared comes first. */
export function nextRanges({ open, again, whole }: Search): string[] {
  const ranges = [open, again, whole].find(({ length }) => length > 0) ?? [];
  return ranges.slice(0, MAX_RANGES);
}

/** The question is asked. */
export const asking = (search: Search, asked: RangeDigest[], upTo: number): Search => ({
  ...search,
  asked,
  upTo,
  questions: search.questions + 1,
  attempts: search.attempts + 1,
});

/** A partner that has not received everything yet is waited for while it receives. */
export function waitFor(search: Search, behind: number): Search {
  const reached = search.upTo - behind;
  const moves = (search.reached === null || reached > search.reached) && search.waits < MOST_WAITS;
  return {
    ...search,
    asked: [],
    reached,
    waits: search.waits + 1,
    attempts: moves ? 0 : search.attempts,
  };
}

/** Does the next question let the partner wait for what is still on its way? Not where nothing moves any more. */
export const mayWait = ({ attempts }: Search): boolean => attempts < 2;

/** A range that cannot be read now, or moved while it was compared, stays uncompared, behind the others. */
export function putOff(search: Search, range: string): Search {
  const last = (ranges: string[]) =>
    ranges.includes(range) ? [...ranges.filter((each) => each !== range), range] : ranges;
  return {
    ...search,
    open: last(search.open),
    again: last(search.again),
    whole: search.whole.filter((each) => each !== range || isAmong(search, range)),
    asked: search.asked.filter((each) => each.range !== range),
  };
}

/** Takes in one range of an answer that was asked for; the caller has compared a `list` and says whether it differs. */
export function took(search: Search, { range, verdict }: ComparedRange, differs: boolean): Search {
  if (!search.asked.some((each) => each.range === range)) return search;
  if (verdict === 'failed') return putOff(search, range);
  const without = (ranges: string[]) => ranges.filter((each) => each !== range);
  const rest = {
    ...search,
    open: without(search.open),
    again: without(search.again),
    whole: wholeAfter(search, range, verdict),
    asked: search.asked.filter((each) => each.range !== range),
  };
  if (!isAmong(search, range)) return { ...rest, attempts: 0 }; // once more as a whole: nothing hangs on it
  if (verdict === 'split') {
    if (range.length - range.indexOf(':') > DEEPEST) return putOff(search, range);
    return { ...rest, open: [...DIGITS.map((digit) => range + digit), ...rest.open], attempts: 0 };
  }
  const news = search.open.includes(range) || !differs;
  return {
    ...rest,
    again: differs ? [...rest.again, range] : rest.again,
    attempts: news ? 0 : search.attempts,
    compared: search.compared + (search.open.includes(range) ? 1 : 0),
  };
}

/** A subject that is not the same as a whole is asked about as a whole once its parts are done. */
function wholeAfter(search: Search, range: string, verdict: ComparedRange['verdict']): string[] {
  const others = search.whole.filter((each) => each !== range);
  const isDue = isWhole(range) && verdict !== 'same' && isAmong(search, range);
  return isDue ? [...others, range] : others;
}

const isAmong = ({ open, again }: Search, range: string): boolean =>
  open.includes(range) || again.includes(range);

/** Everything was compared and nothing differs any more. */
export const isDone = ({ open, again }: Search): boolean => open.length === 0 && again.length === 0;
/** And there is nothing left to ask. */
export const isOver = (search: Search): boolean => isDone(search) && search.whole.length === 0;
export const isGivenUp = ({ attempts, questions }: Search): boolean =>
  attempts >= MOST_ATTEMPTS || questions >= MOST_QUESTIONS;
