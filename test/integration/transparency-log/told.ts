/** The leaf at this index, whoever appends it. */
export const leafAt = (index: number): Buffer => Buffer.from(`leaf ${index} ${'.'.repeat(index % 90)}`);

/** What is appended to a log of this size: batches of 1 to 400 leaves, the same after every kill. */
export function batchAt(size: number): Buffer[] {
  const length = 1 + ((size * 7919) % 400);
  return Array.from({ length }, (_, at) => leafAt(size + at));
}
