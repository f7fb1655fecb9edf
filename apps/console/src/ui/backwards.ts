/** Last first. `toReversed` is younger than the browsers of some posts. */
export const backwards = <T>(list: readonly T[]): T[] =>
  list.map((_, index) => list[list.length - 1 - index] as T);
