import type { journal as french } from '../fr/journal.js';
import type { Translation } from '../message.js';

export const journal: Translation<typeof french> = {
  about: 'Everything that happened here, without a sound. The latest first.',
  period: 'Period',
  hours: '{n} h',
  refused: 'The journal could not be read: {why}',
  unreachable: 'The journal could not be read: the desk does not answer.',
  empty: 'Nothing in this period.',
  cut: 'The oldest of this period are not shown.',
  ours: 'our alert',
};
