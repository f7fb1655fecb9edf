/** What the service adds to a document when it shows it. */
const ADDED = new Set(['alertId', 'version', 'state', 'origin', 'originAlertId', 'withheld']);

/** The alert document in what the national node shows of an alert. */
export function documentIn(shown: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(shown).filter(([name]) => !ADDED.has(name)));
}

/** Whether two alerts say the same, whatever the order of their members. */
export function sameDocument(one: unknown, other: unknown): boolean {
  return canonical(documentIn(Object(one) as object)) === canonical(documentIn(Object(other) as object));
}

/** JSON with sorted members (RFC 8785 for the strings and small numbers that an alert holds). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
