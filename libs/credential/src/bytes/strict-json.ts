import { refuse } from '../errors.js';
import { MAX_JSON_DEPTH } from '../limits/limits.js';

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** A string with its escapes, or one of the marks that give JSON its structure. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

const OPENING = /[{[]/;

/**
 * JSON that every reader reads alike: valid UTF-8, at most 8 levels deep, no member twice (RFC 8259 §4 leaves open
 * which of the two counts). Node's parser is iterative; what walks the value afterwards is not, hence the depth.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  // Parsed before it is scanned: on sound JSON the scan is linear.
  const value = parsed(text);
  if (isPlain(text, value)) return value;
  for (const members of memberNames(text)) {
    if (new Set(members).size !== members.length) refuse('PSR_JSON_MEMBER_REPEATED');
  }
  return value;
}

/** A JSON object; anything else is refused. */
export function parseStrictObject(bytes: Uint8Array): Record<string, unknown> {
  const value = parseStrictJson(bytes);
  return isObject(value) ? value : refuse('PSR_JSON_MALFORMED');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Written as it is read, and with too few brackets to be deep: what our own nodes send. A member that stands twice
 * would be missing from what is written again.
 */
function isPlain(text: string, value: unknown): boolean {
  return (
    text.split(OPENING, MAX_JSON_DEPTH + 2).length <= MAX_JSON_DEPTH + 1 && JSON.stringify(value) === text
  );
}

/** The raw member names of every object of the text, read flat, without recursion. */
function memberNames(text: string): string[][] {
  const objects: string[][] = [];
  const open: (string[] | null)[] = [];
  let string: string | null = null;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      const members: string[] | null = token === '{' ? [] : null;
      if (members) objects.push(members);
      if (open.push(members) > MAX_JSON_DEPTH) refuse('PSR_TOKEN_TOO_DEEP');
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && string !== null) open.at(-1)?.push(nameOf(string));
    string = token.startsWith('"') ? token : null;
  }
  return objects;
}

/** `"a"` and `"\u0061"` are the same name. */
function nameOf(string: string): string {
  return string.includes('\\') ? String(parsed(string)) : string.slice(1, -1);
}

function textOf(bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    return refuse('PSR_JSON_MALFORMED');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('PSR_JSON_MALFORMED');
  }
}
