/**
 * Strict reading of JSON from outside: a shape either gives back the typed value or says where and why not.
 * Unknown members are refused, so that nothing crosses unread.
 */
export type Fail = (path: string, rule: ShapeRule) => never;
export type Shape<T> = (value: unknown, path: string, fail: Fail) => T;

export type ShapeRule =
  | 'not-an-object'
  | 'not-a-list'
  | 'not-text'
  | 'not-an-integer'
  | 'not-a-boolean'
  | 'not-a-number'
  | 'not-on-the-list'
  | 'not-a-time'
  | 'pattern'
  | 'length'
  | 'range'
  | 'missing'
  | 'unknown-member';

type Members = Record<string, Shape<unknown>>;
type Read<S> = S extends Shape<infer T> ? T : never;
type Required<M extends Members> = { [K in keyof M]: Read<M[K]> };
type Optional<M extends Members> = { [K in keyof M]?: Read<M[K]> };

/** An object with exactly these members, of which the optional ones may be absent. */
export function object<R extends Members>(required: R): Shape<Required<R>>;
export function object<R extends Members, O extends Members>(
  required: R,
  optional: O,
): Shape<Required<R> & Optional<O>>;
export function object(required: Members, optional: Members = {}): Shape<Record<string, unknown>> {
  const members = new Map(Object.entries({ ...required, ...optional }));
  return (value, path, fail) => {
    if (!isPlainObject(value)) return fail(path, 'not-an-object');
    for (const name of Object.keys(value)) {
      if (!members.has(name)) fail(pointer(path, name), 'unknown-member');
    }
    const read: Record<string, unknown> = {};
    for (const [name, shape] of members) {
      if (Object.hasOwn(value, name)) read[name] = shape(value[name], pointer(path, name), fail);
      else if (Object.hasOwn(required, name)) fail(pointer(path, name), 'missing');
    }
    return read;
  };
}

export function list<T>(item: Shape<T>, atLeast = 0, atMost = 1000): Shape<T[]> {
  return (value, path, fail) => {
    if (!Array.isArray(value)) return fail(path, 'not-a-list');
    if (value.length < atLeast || value.length > atMost) return fail(path, 'length');
    return value.map((each, index) => item(each, `${path}/${index}`, fail));
  };
}

export function code<const C extends string>(codes: readonly C[]): Shape<C> {
  return (value, path, fail) =>
    codes.includes(value as C)
      ? (value as C)
      : fail(path, typeof value === 'string' ? 'not-on-the-list' : 'not-text');
}

export function text(pattern: RegExp): Shape<string> {
  return (value, path, fail) => {
    if (typeof value !== 'string') return fail(path, 'not-text');
    return pattern.test(value) ? value : fail(path, 'pattern');
  };
}

export function integer(atLeast: number, atMost = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value, path, fail) => {
    if (!Number.isSafeInteger(value)) return fail(path, 'not-an-integer');
    return (value as number) >= atLeast && (value as number) <= atMost
      ? (value as number)
      : fail(path, 'range');
  };
}

export const boolean: Shape<boolean> = (value, path, fail) =>
  typeof value === 'boolean' ? value : fail(path, 'not-a-boolean');

const RFC_3339_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** RFC 3339 in UTC, a moment that exists. */
export const time: Shape<string> = (value, path, fail) =>
  typeof value === 'string' && isMoment(value) ? value : fail(path, 'not-a-time');

/** Date.parse reads 30 February as 2 March; a moment that does not print as it was written does not exist. */
export function isMoment(value: string): boolean {
  if (!RFC_3339_UTC.test(value)) return false;
  const read = new Date(value);
  return !Number.isNaN(read.getTime()) && read.toISOString().slice(0, 19) === value.slice(0, 19);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 6901. */
function pointer(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
