import type { Language } from '../vocabulary/codes.js';

/** French, Arabic, English. */
const MESSAGES = {
  'urgent-per-hour': [
    'L’accord ne permet pas plus de messages urgents dans l’heure : envoyez-le en routine, ou plus tard.',
    'لا يسمح الاتفاق بمزيد من الرسائل العاجلة في الساعة: أرسله كإشعار عادي أو لاحقا.',
    'The agreement allows no more urgent messages within the hour: send it as routine, or later.',
  ],
  'action-not-admitted': [
    'Cette catégorie n’admet pas cette conduite à tenir.',
    'هذا الإجراء غير مسموح به لهذه الفئة.',
    'This category does not admit this action.',
  ],
  'ground-prohibited': [
    'Un signalement ne peut pas reposer sur un motif politique, militaire, religieux ou ethnique.',
    'لا يجوز أن يستند الإشعار إلى سبب سياسي أو عسكري أو ديني أو عرقي.',
    'An alert may not rest on a political, military, religious or ethnic ground.',
  ],
  'time-impossible': [
    'La date et l’heure doivent exister et s’écrire en temps universel, comme 2027-01-31T00:00:00Z.',
    'يجب أن يكون التاريخ والوقت صحيحين وبالتوقيت العالمي، مثل 2027-01-31T00:00:00Z.',
    'The time must exist and be written in UTC, such as 2027-01-31T00:00:00Z.',
  ],
  'expiry-past': [
    'La date d’expiration est passée.',
    'تاريخ انتهاء الصلاحية قد مضى.',
    'The expiry is in the past.',
  ],
  'expiry-too-far': [
    'La date d’expiration dépasse cinq ans.',
    'تاريخ انتهاء الصلاحية يتجاوز خمس سنوات.',
    'The expiry is more than five years ahead.',
  ],
  'date-impossible': ['Cette date n’existe pas.', 'هذا التاريخ غير موجود.', 'This date does not exist.'],
  'date-precision': [
    'La date et sa précision ne concordent pas (1987 : année, 1987-05 : mois, 1987-05-02 : jour).',
    'التاريخ ودقته غير متطابقين (1987 سنة، 1987-05 شهر، 1987-05-02 يوم).',
    'Date and precision disagree (1987 is a year, 1987-05 a month, 1987-05-02 a day).',
  ],
  'birth-in-future': [
    'La date de naissance est dans l’avenir.',
    'تاريخ الميلاد في المستقبل.',
    'The birth date is in the future.',
  ],
  'latitude-range': [
    'La latitude doit être comprise entre -90 et 90 degrés.',
    'يجب أن يكون خط العرض بين -90 و90 درجة.',
    'The latitude must lie between -90 and 90 degrees.',
  ],
  'longitude-range': [
    'La longitude doit être comprise entre -180 et 180 degrés.',
    'يجب أن يكون خط الطول بين -180 و180 درجة.',
    'The longitude must lie between -180 and 180 degrees.',
  ],
  'document-too-large': [
    'Le signalement est trop volumineux ; réduisez le portrait ou le récit.',
    'الإشعار كبير جدا؛ قلص حجم الصورة أو النص.',
    'The alert is too large; reduce the portrait or the narrative.',
  ],
  'subject-missing': [
    'Une inscription doit décrire ce que sa liste recense.',
    'يجب أن يصف القيد ما تشمله قائمته.',
    'An entry must hold the subject of its list.',
  ],
  'not-of-this-list': [
    'Cette donnée n’a pas sa place sur cette liste.',
    'هذه المعلومة لا مكان لها في هذه القائمة.',
    'This has no place on this list.',
  ],
  'reference-unknown': [
    'Aucune inscription en vigueur de cette liste ne porte cette référence.',
    'لا يوجد في هذه القائمة قيد ساري بهذا المرجع.',
    'No entry in force on this list has this reference.',
  ],
  'reference-known': [
    'Une inscription en vigueur de cette liste porte déjà cette référence.',
    'يوجد في هذه القائمة قيد ساري بهذا المرجع.',
    'An entry in force on this list has this reference already.',
  ],
  'reference-ambiguous': [
    'Plusieurs inscriptions en vigueur de cette liste portent cette référence.',
    'يوجد في هذه القائمة أكثر من قيد ساري بهذا المرجع.',
    'Several entries in force on this list have this reference.',
  ],
  'reference-repeated': [
    'Cette référence figure déjà plus haut dans le fichier.',
    'هذا المرجع وارد من قبل في الملف.',
    'This reference stands further up in the file already.',
  ],
} as const satisfies Record<string, readonly [fr: string, ar: string, en: string]>;

export type ViolationRule = keyof typeof MESSAGES;
export const VIOLATION_RULES = Object.keys(MESSAGES) as ViolationRule[];

export function violationMessage(rule: ViolationRule, language: Language): string {
  const [french, arabic, english] = MESSAGES[rule];
  return { fr: french, ar: arabic, en: english }[language];
}
