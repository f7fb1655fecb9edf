import type { shift as french } from '../fr/shift.js';
import type { Translation } from '../message.js';

export const shift: Translation<typeof french> = {
  title: 'Start of shift',
  officer: 'Who is on duty',
  officerHint: 'Sign out before you leave this desk: what is kept here is then destroyed.',
  sound: 'Alarm sound',
  soundHint: 'Two rising tones every ten seconds while an immediate alert is not taken.',
  soundTest: 'Sound the alarm',
  soundPlayed: 'The alarm has just sounded. If you heard nothing, turn the volume of this device up.',
  soundFailed: 'The browser refuses sound. Check its settings, and keep this screen in sight.',
  soundReady: 'Sound is on.',
  mute: 'Sound off',
  muteHint: 'Ten minutes at most. It is entered in the journal; the screen and the escalation go on.',
  muteFor: '{n} min',
  languageHint: 'Times, codes and numbers are written alike in all three languages.',
  theme: 'Light',
  themeHint: 'Day for the office, sand for full sun, night so as not to dazzle.',
  theme_day: 'Day',
  theme_sand: 'Sand',
  theme_night: 'Night',
  density: 'Size',
  densityHint: 'Dense for a large screen, large for a telephone or gloves.',
  density_desk: 'Dense',
  density_post: 'Large',
  begin: 'Begin',
};
