import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decode, encode } from './base64url.js';
import { canonicalBytes } from './canonical.js';
import { parseStrictJson } from './strict-json.js';

const read = (text: string): unknown => parseStrictJson(Buffer.from(text));

describe('parseStrictJson', () => {
  it('reads every JSON value as JSON.parse does, however it is spaced', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses any member that stands twice, at any place and in any spelling', () => {
    const escaped = (name: string): string =>
      `"${Array.from({ length: name.length }, (_, at) => `\\u${name.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;
    fc.assert(
      fc.property(fc.string(), fc.jsonValue({ maxDepth: 3 }), fc.boolean(), (name, value, escape) => {
        const [first, second] = [JSON.stringify(name), escape ? escaped(name) : JSON.stringify(name)];
        const text = `[{"other~":[]},{${first}:${JSON.stringify(value)},"between~":{},${second}:1}]`;
        fc.pre(name !== 'between~');
        expect(() => read(text)).toThrow('PSR_JSON_MEMBER_REPEATED');
      }),
      { numRuns: 1_000 },
    );
  });

  it('counts the depth of what is written plainly, too', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(read(nested(8))).toEqual(JSON.parse(nested(8)));
    expect(() => read(nested(9))).toThrow('PSR_TOKEN_TOO_DEEP');
    expect(read('["[[[[[[[[[[",{}]')).toEqual(['[[[[[[[[[[', {}]);
  });

  it('lets the same name stand in different objects', () => {
    expect(read('{"a":{"a":[{"a":1},{"a":2}]},"b":"a"}')).toEqual({ a: { a: [{ a: 1 }, { a: 2 }] }, b: 'a' });
  });

  it.each(['', '{', '[1,]', '{"a":1', '"\\x"', "{'a':1}", '1 2', '\ufeff{}', 'NaN', '"\u0000"'])(
    'refuses %j',
    (text) => {
      expect(() => read(text)).toThrow('PSR_JSON_MALFORMED');
    },
  );
});

describe('base64url', () => {
  it('has one spelling for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decode(encode(bytes)).equals(bytes)).toBe(true);
      }),
    );
  });

  it('refuses every text that is not the spelling of its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        fc.pre(encode(Buffer.from(text, 'base64url')) !== text);
        expect(() => decode(text)).toThrow('PSR_BASE64URL_NOT_CANONICAL');
      }),
    );
  });
});

describe('canonicalBytes', () => {
  it('does not depend on the order of members, and reads back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (object) => {
        const turned = Object.fromEntries(Object.entries(object).toReversed());
        expect(canonicalBytes(turned)).toEqual(canonicalBytes(object));
        expect(canonicalBytes(JSON.parse(canonicalBytes(object).toString()))).toEqual(canonicalBytes(object));
      }),
    );
  });
});
