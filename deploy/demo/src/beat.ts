import type { Pace } from './pace.js';
import type { Stage } from './stage.js';

/** What one beat leaves to the next. */
export interface Story {
  /** The alert about the convoy, as its writer knows it. */
  convoy: string;
}

/** One beat of console-ux §11. It ends in an error where a screen does not show what it should. */
export interface Beat {
  title: string;
  play: (stage: Stage, pace: Pace, story: Story) => Promise<void>;
}
