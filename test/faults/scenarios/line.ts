import { setTimeout as sleep } from 'node:timers/promises';
import type { Line } from '@passerelle/testing';
import { Exchange, type Scenario } from '../stage.js';
import { waysOf } from '../ways.js';

const PACE_MS = 400;
const LOST_ANSWERS = 60;
/** Connecting, fencing and some transactions of three requests each: an answer of any of these. */
const LATEST_WORD = 9;
const BETWEEN_MS = [200, 1_200] as const;
/** Longer than a session, and than a transaction of a partner nearby may take. */
const AWAY_MS = 12_000;

/** What becomes of a whole line, one after the other; each is mended before the next. */
const BREAKS: readonly [name: string, break_: (line: Line) => void][] = [
  ['cut', (line) => line.cut()],
  ['silent', (line) => line.silence()],
  ['open, and deaf for who was connected', (line) => line.deafen()],
];

export const line: Scenario = {
  name: 'line',
  title: 'the line breaks between a request and its answer, commits too; then it is cut, silent, deaf',
  needs: 'border',
  async play(stage) {
    const { random, say } = stage;
    const border = stage.border!;
    const exchange = await Exchange.begin(stage);
    const since = new Date();
    exchange.flow(PACE_MS);
    try {
      for (let answer = 0; answer < LOST_ANSWERS; answer += 1) {
        border.lines[random.between(0, 1)]!.loseAnswer(random.between(1, LATEST_WORD));
        await sleep(random.between(...BETWEEN_MS));
      }
      for (const [name, break_] of BREAKS) {
        say(`the line is ${name}`);
        for (const each of border.lines) break_(each);
        await sleep(AWAY_MS);
        border.mend();
        await sleep(AWAY_MS);
      }
    } finally {
      border.mend();
    }
    const lost = border.lines.reduce((sum, { answersLost }) => sum + answersLost, 0);
    const accounts = await exchange.end();
    const ways = (await waysOf(stage, since)).map(({ seconds }) => seconds ?? 0);
    const figures = {
      'answers lost': lost,
      breaks: BREAKS.length,
      'longest way, s': Math.round(Math.max(...ways)),
    };
    return { accounts, figures, failures: lost > 0 ? [] : ['no answer was lost'] };
  },
};
