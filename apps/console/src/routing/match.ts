export type Parameters = Readonly<Record<string, string>>;

/** The parameters of `path` under a pattern such as `/watch/:notificationId`; null where it is another place. */
export function match(pattern: string, path: string): Parameters | null {
  const wanted = pattern.split('/');
  const found = path.replace(/\/+$/, '').split('/');
  if (path === '/') return pattern === '/' ? {} : null;
  if (wanted.length !== found.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const given = found[index] ?? '';
    if (part.startsWith(':')) parameters[part.slice(1)] = decoded(given);
    else if (part !== given) return null;
  }
  return parameters;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
