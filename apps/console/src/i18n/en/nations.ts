import type { nations as french } from '../fr/nations.js';
import type { Translation } from '../message.js';

export const nations: Translation<typeof french> = {
  MR_name: 'Mauritania',
  MR_the: 'Mauritania',
  MR_by: 'by Mauritania',
  MR_to: 'to Mauritania',
  MR_of: 'of Mauritania',
  MR_from: 'from Mauritania',
  ML_name: 'Mali',
  ML_the: 'Mali',
  ML_by: 'by Mali',
  ML_to: 'to Mali',
  ML_of: 'of Mali',
  ML_from: 'from Mali',
  other_name: '{nation}',
  other_the: '{nation}',
  other_by: 'by {nation}',
  other_to: 'to {nation}',
  other_of: 'of {nation}',
  other_from: 'from {nation}',
};
