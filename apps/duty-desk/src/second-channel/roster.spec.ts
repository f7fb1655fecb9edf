import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '@passerelle/runtime';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRoster } from './roster.js';

describe('readRoster', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'passerelle-roster-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const fileOf = (text: string): string => {
    const file = join(directory, 'roster.json');
    writeFileSync(file, text);
    return file;
  };
  const problems = (text: string): readonly string[] => {
    try {
      readRoster(fileOf(text));
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.problems;
    }
  };

  it('says whom each level is reached by, and which has nobody', () => {
    const desk = { level: 'desk', channel: 'sms', address: 'desk telephone' };
    const roster = readRoster(fileOf(JSON.stringify([desk])));
    expect(roster.of('desk')).toEqual([desk]);
    expect(roster.levelsWithoutContact).toEqual(['supervisor', 'national-centre']);
    expect(readRoster(undefined).levelsWithoutContact).toHaveLength(3);
  });

  it.each([
    ['not json', ['ROSTER_FILE must be a readable JSON array of {level, channel, address}']],
    ['{}', ['ROSTER_FILE must be a readable JSON array of {level, channel, address}']],
    ['[{"level":"boss","channel":"sms","address":"1"}]', ['ROSTER_FILE entry 0: level is not valid']],
    ['[{"level":"desk","channel":"sms"}]', ['ROSTER_FILE entry 0: address is not valid']],
    [
      '[{"level":"desk","channel":"sms","address":"1","name":"invented"}]',
      ['ROSTER_FILE entry 0: name is not valid'],
    ],
  ])('refuses %s, and never shows an address', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});
