/**
 * Strict reading of JSON from outside: a shape either gives back the typed value or says where and why not.
 * Unknown members are refused, so that nothing crosses unread.
 */
export type Fail = (path: string, rule: ShapeRule) => never;
type Reader<T> = (value: unknown, path: string, fail: Fail) => T;

/** JSON Schema, draft 7 words only. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Shape<T> extends Reader<T> {
  /** What it accepts, for the published descriptions; it may accept less than this says, never more. */
  readonly schema: JsonSchema;
}

export function shaped<T>(schema: JsonSchema, read: Reader<T>): Shape<T> {
  return Object.assign(read, { schema });
}

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
  const read = members(required, optional);
  return shaped({ ...described(required, optional), additionalProperties: false }, (value, path, fail) => {
    if (!isPlainObject(value)) return fail(path, 'not-an-object');
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(required, name) && !Object.hasOwn(optional, name))
        fail(pointer(path, name), 'unknown-member');
    }
    return read(value, path, fail);
  });
}

/** A record between services of one nation: a newer writer may say more, and what is not known is dropped. */
export function record<R extends Members>(required: R): Shape<Required<R>>;
export function record<R extends Members, O extends Members>(
  required: R,
  optional: O,
): Shape<Required<R> & Optional<O>>;
export function record(required: Members, optional: Members = {}): Shape<Record<string, unknown>> {
  const read = members(required, optional);
  return shaped(described(required, optional), (value, path, fail) =>
    isPlainObject(value) ? read(value, path, fail) : fail(path, 'not-an-object'),
  );
}

function members(required: Members, optional: Members) {
  const shapes = Object.entries({ ...required, ...optional });
  return (value: Record<string, unknown>, path: string, fail: Fail): Record<string, unknown> => {
    const read: Record<string, unknown> = {};
    for (const [name, shape] of shapes) {
      if (Object.hasOwn(value, name)) read[name] = shape(value[name], pointer(path, name), fail);
      else if (Object.hasOwn(required, name)) fail(pointer(path, name), 'missing');
    }
    return read;
  };
}

function described(required: Members, optional: Members): JsonSchema {
  const properties = Object.entries({ ...required, ...optional }).map(([name, { schema }]) => [name, schema]);
  const names = Object.keys(required);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as JsonSchema,
    ...(names.length > 0 && { required: names }),
  };
}

/** An object used as a table: any name, each value of one shape. */
export function table<T>(item: Shape<T>): Shape<Record<string, T>> {
  return shaped({ type: 'object', additionalProperties: item.schema }, (value, path, fail) => {
    if (!isPlainObject(value)) return fail(path, 'not-an-object');
    const entries = Object.entries(value).map(([name, each]) => [
      name,
      item(each, pointer(path, name), fail),
    ]);
    return Object.fromEntries(entries) as Record<string, T>;
  });
}

export function list<T>(item: Shape<T>, atLeast = 0, atMost = 1000): Shape<T[]> {
  const schema = { type: 'array', items: item.schema, minItems: atLeast, maxItems: atMost };
  return shaped(schema, (value, path, fail) => {
    if (!Array.isArray(value)) return fail(path, 'not-a-list');
    if (value.length < atLeast || value.length > atMost) return fail(path, 'length');
    return value.map((each, index) => item(each, `${path}/${index}`, fail));
  });
}

export function code<const C extends string>(codes: readonly C[]): Shape<C> {
  return shaped({ type: 'string', enum: codes }, (value, path, fail) =>
    codes.includes(value as C)
      ? (value as C)
      : fail(path, typeof value === 'string' ? 'not-on-the-list' : 'not-text'),
  );
}

/** A closed list that a newer writer may have made longer: what has its form is taken. */
export function growing(codes: readonly string[], pattern: RegExp): Shape<string> {
  return shaped(
    {
      anyOf: [
        { type: 'string', enum: codes },
        { type: 'string', pattern: pattern.source },
      ],
    },
    text(pattern),
  );
}

export function text(pattern: RegExp): Shape<string> {
  return shaped({ type: 'string', pattern: pattern.source }, (value, path, fail) => {
    if (typeof value !== 'string') return fail(path, 'not-text');
    return pattern.test(value) ? value : fail(path, 'pattern');
  });
}

export function integer(atLeast: number, atMost = Number.MAX_SAFE_INTEGER): Shape<number> {
  return shaped({ type: 'integer', minimum: atLeast, maximum: atMost }, (value, path, fail) => {
    if (!Number.isSafeInteger(value)) return fail(path, 'not-an-integer');
    return (value as number) >= atLeast && (value as number) <= atMost
      ? (value as number)
      : fail(path, 'range');
  });
}

export const boolean: Shape<boolean> = shaped({ type: 'boolean' }, (value, path, fail) =>
  typeof value === 'boolean' ? value : fail(path, 'not-a-boolean'),
);

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return shaped({ anyOf: [shape.schema, { type: 'null' }] }, (value, path, fail) =>
    value === null ? null : shape(value, path, fail),
  );
}

const RFC_3339_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** RFC 3339 in UTC, a moment that exists. */
export const time: Shape<string> = shaped(
  { type: 'string', format: 'date-time', pattern: RFC_3339_UTC.source },
  (value, path, fail) => (typeof value === 'string' && isMoment(value) ? value : fail(path, 'not-a-time')),
);

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
