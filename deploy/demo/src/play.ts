import type { Story } from './beat.js';
import { convoy } from './beats/convoy.js';
import { cutLink } from './beats/cut-link.js';
import { needsApproval } from './beats/needs-approval.js';
import { ordinaryDay } from './beats/ordinary-day.js';
import { taken } from './beats/taken.js';
import type { Pace } from './pace.js';
import { Stage, type StageOptions } from './stage.js';

export const BEATS = [ordinaryDay, convoy, taken, needsApproval, cutLink] as const;

/**
 * The first beats of the story over the sandbox that `PASSERELLE_E2E_SANDBOX` names.
 *
 * @returns what the browsers complained about
 * @throws where a screen does not show what it should
 */
export async function play(pace: Pace, options: StageOptions = {}): Promise<string[]> {
  const stage = await Stage.build(options);
  const story: Story = { convoy: '' };
  try {
    for (const beat of BEATS) {
      pace.beat(beat.title);
      await beat.play(stage, pace, story);
    }
    stage.leaves(stage.ownSystem, story.convoy);
    return [stage.writer, stage.partner, stage.post].flatMap(({ complaints }) => complaints);
  } catch (error) {
    await stage.pictureOfAll('ended-here');
    throw error;
  } finally {
    await stage.strike();
  }
}
