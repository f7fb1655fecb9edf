import { beforeAll, describe, expect, it } from '@jest/globals';
import { HAND_BACK_REASONS, OUTCOMES, SIGHTINGS } from '@passerelle/exchange-model';
import { fileURLToPath } from 'node:url';
import { offsetMilliseconds } from '../offset.js';
import { readStoryFile, type StoryFile } from '../story-file.js';
import { type ActLine, readActs } from './act-line.js';

const path = (name: string) => fileURLToPath(new URL(`../../${name}.ndjson`, import.meta.url));
const codes = {
  close: OUTCOMES,
  sight: SIGHTINGS,
  'hand-back': HAND_BACK_REASONS,
  take: [] as string[],
} as const;

describe('the officers of the story', () => {
  let acts: ActLine[];
  const stories = new Map<string, StoryFile>();

  beforeAll(async () => {
    acts = await readActs(path('desks'));
    for (const nation of ['MR', 'ML']) stories.set(nation, await readStoryFile(path(nation.toLowerCase())));
  });

  it('act in the order of the day, each on an alert that its nation has issued by then', () => {
    const moments = acts.map(({ at }) => offsetMilliseconds(at ?? '') ?? 0);
    expect(moments).toEqual([...moments].sort((one, other) => one - other));
    for (const { from, name, at } of acts) {
      const issued = stories
        .get(from)
        ?.lines.find(({ instruction }) => instruction.do === 'issue' && instruction.name === name);
      expect([name, issued?.instruction.expect?.partner]).toEqual([name, 'released']);
      expect(offsetMilliseconds(issued?.instruction.at ?? '')).toBeLessThan(
        offsetMilliseconds(at ?? '') ?? 0,
      );
    }
  });

  it('act on what came from abroad, with codes that the desk knows', () => {
    for (const act of acts) {
      expect(act.in).not.toBe(act.from);
      expect(
        act.do === 'take' ? act.code : (codes[act.do] as readonly string[]).includes(act.code ?? ''),
      ).not.toBe(false);
    }
  });

  it('leave nothing urgent and actual untaken', () => {
    for (const [from, { lines }] of stories) {
      const urgent = lines.filter(
        ({ instruction: line }) =>
          line.do !== 'withdraw' &&
          line.alert['urgency'] === 'urgent' &&
          line.alert['status'] === 'Actual' &&
          line.expect?.partner === 'released',
      );
      for (const { instruction } of urgent) {
        const mine = acts.filter((act) => act.from === from && act.name === instruction.name);
        expect([instruction.name, mine.some((act) => act.do === 'take')]).toEqual([instruction.name, true]);
        expect([instruction.name, mine.some((act) => act.do === 'hand-back')]).toEqual([
          instruction.name,
          false,
        ]);
      }
    }
  });
});
