import type { nations as french } from '../fr/nations.js';
import type { Translation } from '../message.js';

export const nations: Translation<typeof french> = {
  MR_name: 'موريتانيا',
  MR_the: 'موريتانيا',
  MR_by: 'من طرف موريتانيا',
  MR_to: 'إلى موريتانيا',
  MR_of: 'لموريتانيا',
  MR_from: 'من موريتانيا',
  ML_name: 'مالي',
  ML_the: 'مالي',
  ML_by: 'من طرف مالي',
  ML_to: 'إلى مالي',
  ML_of: 'لمالي',
  ML_from: 'من مالي',
  other_name: '{nation}',
  other_the: '{nation}',
  other_by: 'من طرف {nation}',
  other_to: 'إلى {nation}',
  other_of: 'لـ {nation}',
  other_from: 'من {nation}',
};
