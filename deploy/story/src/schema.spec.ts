import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { storyLineSchema } from './schema.js';

const file = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const instructions = (name: string) =>
  file(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the JSON Schema of a story line', () => {
  const accepts = new Ajv2020({ strict: false }).compile(storyLineSchema());

  it('is the published one: `node dist/deploy/story/src/main.js --schema > deploy/story/story-line.schema.json`', () => {
    expect(JSON.parse(file('story-line.schema.json'))).toEqual(storyLineSchema());
  });

  it.each(['mr.ndjson', 'ml.ndjson'])('accepts every line of %s', (name) => {
    expect(instructions(name).filter((line) => !accepts(line))).toEqual([]);
  });

  it.each([
    [{ do: 'issue', name: 'a' }],
    [{ do: 'issue', name: 'a b', alert: {} }],
    [{ do: 'issue', name: 'a', alert: {}, reason: 'resolved' }],
    [{ do: 'withdraw', name: 'a', reason: 'expired' }],
    [{ do: 'issue', name: 'a', alert: {}, expect: { partner: 'maybe' } }],
    [{ do: 'issue', name: 'a', alert: {}, expect: { colour: 'red' } }],
    [{ do: 'issue', name: 'a', alert: {}, at: '12 minutes' }],
  ])('refuses %j, as the loader does', (line) => {
    expect(accepts(line)).toBe(false);
  });
});
