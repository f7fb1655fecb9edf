/** Embeddings, overrides and isolates of UAX #9: they set a direction by force, and outlive nothing but a paragraph. */
const FORCED = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A document from elsewhere with every text in the order of its own letters: an override would show a plate or a name
 * backwards, or the sentence around it.
 */
export function inOwnOrder<T>(value: T): T {
  if (typeof value === 'string') return value.replace(FORCED, '') as T;
  if (Array.isArray(value)) return value.map(inOwnOrder) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inOwnOrder(member)])) as T;
}
