import { signal } from '@preact/signals';
import type { Tone } from './ring-when.js';

/** `locked`: the browser lets no page sound before somebody has clicked or typed in it. */
export type Speaker = 'locked' | 'ready' | 'none';

export const speaker = signal<Speaker>('locked');

let context: AudioContext | null = null;

/** To be called from a click or a key press: from then on this page may sound. */
export async function unlock(): Promise<void> {
  if (typeof AudioContext === 'undefined') {
    speaker.value = 'none';
    return;
  }
  context ??= watched(new AudioContext());
  await context.resume().catch(() => undefined);
  speaker.value = context.state === 'running' ? 'ready' : 'locked';
}

/** The system may take the speaker away again, for a call or another application: say so. */
function watched(created: AudioContext): AudioContext {
  created.addEventListener('statechange', () => {
    speaker.value = created.state === 'running' ? 'ready' : 'locked';
  });
  return created;
}

interface Note {
  hertz: number;
  start: number;
  seconds: number;
}

/** Two rising tones are heard over an engine and mean one thing only. */
const MELODIES: Readonly<Record<Tone, readonly Note[]>> = {
  immediate: [
    { hertz: 660, start: 0, seconds: 0.22 },
    { hertz: 990, start: 0.26, seconds: 0.34 },
  ],
  urgent: [{ hertz: 587, start: 0, seconds: 0.3 }],
};

/** @returns whether it could be heard */
export function sound(tone: Tone): boolean {
  if (!context || context.state !== 'running') return false;
  for (const note of MELODIES[tone]) play(context, note);
  return true;
}

function play(speaker: AudioContext, { hertz, start, seconds }: Note): void {
  const at = speaker.currentTime + start;
  const oscillator = new OscillatorNode(speaker, { type: 'triangle', frequency: hertz });
  const loudness = new GainNode(speaker, { gain: 0 });
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.5, at + 0.02);
  loudness.gain.setValueAtTime(0.5, at + seconds - 0.06);
  loudness.gain.linearRampToValueAtTime(0, at + seconds);
  oscillator.connect(loudness).connect(speaker.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}
