import type { help as french } from '../fr/help.js';
import type { Translation } from '../message.js';

export const help: Translation<typeof french> = {
  marks: 'The marks',
  immediate: 'To be taken now. Sounds every ten seconds until somebody takes it.',
  urgent: 'A routine alert that nobody took and that went up a level. Sounds once.',
  routine: 'To be taken during the shift. Does not sound.',
  hollow: 'Empty mark and bar: somebody has taken it.',
  exercise: 'Exercise or test: does not sound, does not escalate, calls for no real action.',
  link: 'The link',
  connected: 'The desk speaks to this screen.',
  silentWord: 'Silent',
  silent: 'The link is open but nothing comes: do not rely on this screen, call.',
  offlineWord: 'Offline',
  offline: 'Your work is kept here and leaves when the link returns. The age of the queue is shown.',
  alarmWord: 'Alarm',
  alarm: 'Something is wrong with a partner: press its name at the top to see what to do.',
  keys: 'The keyboard',
  keyF2: 'Opens the oldest alert to take, from any page.',
  keyArrows: 'Move through the queue.',
  keyEnter: 'Opens the alert, then takes charge. A key held down never takes.',
  keyEscape: 'Goes back to the queue, or closes a question.',
  charge: 'Taking charge',
  charge1: 'The other country is told at once that you have taken it.',
  charge2: 'For a minute you can undo it without a reason. After that, handing back needs one.',
  charge3: 'If nobody takes it, the alert escalates by itself, even with every screen closed.',
  charge4: 'A withdrawn alert must not be used any more: confirm that the search has stopped.',
};
