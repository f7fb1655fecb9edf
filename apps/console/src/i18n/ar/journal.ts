import type { journal as french } from '../fr/journal.js';
import type { Translation } from '../message.js';

export const journal: Translation<typeof french> = {
  about: 'كل ما جرى هنا، دون صوت. الأحدث أولا.',
  period: 'المدة',
  hours: '{n} س',
  refused: 'تعذّرت قراءة السجل: {why}',
  unreachable: 'تعذّرت قراءة السجل: المكتب لا يجيب.',
  empty: 'لا شيء في هذه المدة.',
  cut: 'لا تُعرض أقدم وقائع هذه المدة.',
  ours: 'إشعارنا',
};
