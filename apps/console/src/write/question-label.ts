import { t } from '../i18n/index.js';
import type { Question } from './fields.js';

/** What a question is called: as its only field, or as what its fields are together. */
export function questionLabel(question: Question): string {
  if (question === 'document') return t('write.q_document');
  if (question === 'place') return t('write.q_place');
  if (question === 'source') return t('write.q_source');
  return t(`write.c_${question}`);
}
