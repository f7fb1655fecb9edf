import type { Language } from '../vocabulary/codes.js';
import { VIOLATION_RULES, violationMessage, type ViolationRule } from './violation-messages.js';

/** The rules a single member can break, as the services name them: French, Arabic, English. */
const MEMBER_RULES: Readonly<Record<string, readonly [fr: string, ar: string, en: string]>> = {
  required: ['Cette donnée est obligatoire.', 'هذه المعلومة إلزامية.', 'This is required.'],
  'unknown-member': [
    'Aucune donnée de ce nom n’est connue.',
    'لا توجد معلومة معروفة بهذا الاسم.',
    'No member of this name is known.',
  ],
  'is-in': [
    'Cette valeur ne figure pas sur la liste.',
    'هذه القيمة غير موجودة في القائمة.',
    'This value is not on the list.',
  ],
  'is-string': ['Un texte est attendu ici.', 'المطلوب هنا نص.', 'This must be a text.'],
  'is-length': [
    'Ce texte est vide ou trop long.',
    'هذا النص فارغ أو طويل جدا.',
    'This text is empty or too long.',
  ],
  'max-length': ['Ce texte est trop long.', 'هذا النص طويل جدا.', 'This text is too long.'],
  matches: [
    'Cette valeur n’a pas la forme attendue.',
    'هذه القيمة ليست بالصيغة المطلوبة.',
    'This value is not of the expected form.',
  ],
  min: ['Cette valeur est trop petite.', 'هذه القيمة صغيرة جدا.', 'This value is too small.'],
  max: ['Cette valeur est trop grande.', 'هذه القيمة كبيرة جدا.', 'This value is too large.'],
  'is-int': ['Un nombre entier est attendu ici.', 'المطلوب هنا عدد صحيح.', 'This must be a whole number.'],
  'is-number': ['Un nombre est attendu ici.', 'المطلوب هنا عدد.', 'This must be a number.'],
  'is-boolean': ['Oui ou non est attendu ici.', 'المطلوب هنا نعم أو لا.', 'This must be true or false.'],
  'is-object': ['Un objet est attendu ici.', 'المطلوب هنا كائن.', 'This must be an object.'],
  'is-array': ['Une liste est attendue ici.', 'المطلوب هنا قائمة.', 'This must be a list.'],
  'array-max-size': [
    'Cette liste compte trop d’éléments.',
    'هذه القائمة تضم عناصر كثيرة جدا.',
    'This list has too many items.',
  ],
  'array-unique': ['Cette liste répète un élément.', 'هذه القائمة تكرر عنصرا.', 'This list repeats an item.'],
  'is-base64': [
    'L’image doit être codée en base64.',
    'يجب أن تكون الصورة مرمزة بصيغة base64.',
    'The image must be base64.',
  ],
  'is-iso8601': [
    'La date doit s’écrire comme 2027-01-31T00:00:00Z.',
    'يجب كتابة التاريخ مثل 2027-01-31T00:00:00Z.',
    'The date must be written like 2027-01-31T00:00:00Z.',
  ],
  'is-uuid': ['Cet identifiant n’est pas valable.', 'هذا المعرف غير صالح.', 'This identifier is not valid.'],
  'role-not-held': [
    'Vous n’exercez pas cette fonction.',
    'أنت لا تشغل هذه الوظيفة.',
    'You do not hold this role.',
  ],
  'time-in-future': [
    'Cette heure est dans l’avenir.',
    'هذا الوقت في المستقبل.',
    'This time is in the future.',
  ],
  'time-too-old': [
    'Cette heure remonte à plus de sept jours.',
    'هذا الوقت يعود إلى أكثر من سبعة أيام.',
    'This time is more than seven days ago.',
  ],
};

/** Why a service answers nobody, by the name of its problem. */
const SERVICE_STATES: typeof MEMBER_RULES = {
  starting: [
    'Le service démarre ; réessayez dans un instant.',
    'الخدمة قيد التشغيل؛ أعد المحاولة بعد لحظات.',
    'The service is starting; try again in a moment.',
  ],
  'database-went-back': [
    'La base de données est revenue à un état antérieur. Rien n’est servi tant qu’un opérateur n’a pas arrêté le ' +
      'service et exécuté « passctl database restored ».',
    'عادت قاعدة البيانات إلى حالة سابقة. لا تقدم أي خدمة حتى يوقفها أحد المشغلين وينفذ الأمر ' +
      '«passctl database restored».',
    'The database went back to an earlier state. Nothing is served until an operator has stopped the service and run ' +
      '“passctl database restored”.',
  ],
};

const SENTENCES = { ...MEMBER_RULES, ...SERVICE_STATES };

/** What to tell somebody who broke a rule, or who is not served; null for a rule without a sentence. A service's own English says more. */
export function ruleMessage(rule: string, language: Language): string | null {
  if ((VIOLATION_RULES as readonly string[]).includes(rule))
    return violationMessage(rule as ViolationRule, language);
  if (!Object.hasOwn(SENTENCES, rule)) return null;
  const [french, arabic, english] = SENTENCES[rule] ?? ['', '', ''];
  return { fr: french, ar: arabic, en: english }[language];
}
