import {
  type AlertDocument,
  checkAlertDocument,
  type Language,
  VIOLATION_RULES,
  violationMessage,
  type ViolationRule,
} from '@passerelle/exchange-model';
import { t } from '../i18n/index.js';
import type { FieldError } from '../ui/error-summary.js';
import { type FieldName, LONGEST, mainField, QUESTIONS, THREATS } from './fields.js';
import { type AlertForm, isFilled, unansweredOf } from './form.js';
import { questionLabel } from './question-label.js';
import { ANOTHER_PLACE } from './to-document.js';
import { phrasesOf, phonesOf, pointOf, tidy } from './typed-values.js';

/** Where a rule of the API points to in the form; the longest beginning wins. */
const CONTROLS: readonly (readonly [path: string, control: string])[] = [
  ['/category', 'category'],
  ['/action', 'action'],
  ['/urgency', 'urgency'],
  ['/status', 'status'],
  ['/handling', 'handling'],
  ['/legalGround', 'legalGround'],
  ['/evaluation', 'evaluation'],
  ['/warnings', 'warnings'],
  ['/expiresAt', 'expiresAt'],
  ['/reference', 'reference'],
  ['/person/names/1', 'otherName'],
  ['/person/names', 'name'],
  ['/person/birth', 'birth'],
  ['/person/sex', 'sex'],
  ['/person/nationalities', 'nationality'],
  ['/person/documents', 'documentNumber'],
  ['/person/phones', 'phone'],
  ['/person/marks', 'marks'],
  ['/person/protection', 'protection'],
  ['/person', 'name'],
  ['/vehicle/type', 'vehicleType'],
  ['/vehicle/make', 'make'],
  ['/vehicle/colour', 'colour'],
  ['/vehicle', 'plate'],
  ['/livestock/count', 'count'],
  ['/livestock/brand', 'brand'],
  ['/livestock/earNotch', 'earNotch'],
  ['/livestock/coat', 'coat'],
  ['/livestock/corridor', 'corridor'],
  ['/livestock', 'species'],
  ['/place/name', 'placeName'],
  ['/place/lat', 'placePoint'],
  ['/place/lon', 'placePoint'],
  ['/place', 'placePost'],
  ['/phrases', 'phrases'],
  ['/narrative', 'narrative'],
  ['/source/contact', 'sourceContact'],
  ['/source/note', 'sourceNote'],
  ['/source', 'sourceType'],
];

export function controlOf(path: string): string {
  return CONTROLS.find(([start]) => path === start || path.startsWith(`${start}/`))?.[1] ?? 'category';
}

/** Everything that must be said before a form is sent, first what stands first. */
export function problemsOf(
  form: AlertForm,
  document: AlertDocument,
  now: Date,
  language: Language,
): FieldError[] {
  const open = unansweredOf(form).map((question) => ({
    field: mainField(question),
    message: t('write.unanswered', { question: questionLabel(question) }),
  }));
  const violations = checkAlertDocument(document, now).map(({ path, rule }) => ({
    field: controlOf(path),
    message: violationMessage(rule, language),
  }));
  return inFormOrder(form, unique([...nothingKnown(form), ...open, ...typedProblems(form), ...violations]));
}

/** As the questions stand on the page, so that the summary is worked off from top to bottom. */
function inFormOrder({ category }: AlertForm, errors: readonly FieldError[]): FieldError[] {
  const order: readonly string[] = [
    ...THREATS[category].six.flatMap((question) => QUESTIONS[question]),
    ...CONTROLS.map(([, control]) => control),
  ];
  return errors.slice().sort((one, other) => order.indexOf(one.field) - order.indexOf(other.field));
}

/** What the service found, in the words of the officer's language. */
export function serviceProblems(
  errors: readonly { path: string; rule: string }[],
  language: Language,
): FieldError[] {
  return unique(
    errors.map(({ path, rule }) => {
      const field = controlOf(path);
      if (isViolationRule(rule)) return { field, message: violationMessage(rule, language) };
      return { field, message: t('write.notAccepted', { field: t(`write.c_${field as FieldName}`) }) };
    }),
  );
}

function nothingKnown(form: AlertForm): FieldError[] {
  const asked = THREATS[form.category].six;
  const somethingKnown = [...asked, 'phrases' as const, 'narrative' as const].some((question) =>
    isFilled(form, question),
  );
  if (somethingKnown || unansweredOf(form).length > 0) return [];
  return [{ field: mainField(asked[0]), message: t('write.nothingKnown') }];
}

function* typedProblems({ fields }: AlertForm): Iterable<FieldError> {
  for (const [field, longest] of Object.entries(LONGEST) as [FieldName, number][]) {
    if (fields[field].trim().length > longest) {
      yield { field, message: t('write.tooLong', { field: t(`write.c_${field}`), n: longest }) };
    }
  }
  const count = tidy(fields.count).replace(/[\s.]/g, '');
  if (count !== '' && !(/^\d+$/.test(count) && Number(count) >= 1 && Number(count) <= 100_000))
    yield { field: 'count', message: t('write.countWrong') };
  if (
    count !== '' ||
    ['brand', 'earNotch', 'coat', 'corridor'].some((field) => fields[field as FieldName].trim())
  ) {
    if (fields.species === '') yield { field: 'species', message: t('write.speciesMissing') };
  }
  if (phonesOf(fields.phone).some((phone) => !/^[+0-9][0-9 ()./-]{2,30}$/.test(phone)))
    yield { field: 'phone', message: t('write.phoneWrong') };
  if (
    phrasesOf(fields.phrases).some((phrase) => phrase.length > 200) ||
    phrasesOf(fields.phrases).length > 20
  )
    yield { field: 'phrases', message: t('write.phrasesLong') };
  if (tidy(fields.nationality) !== '' && !/^[A-Z]{3}$/i.test(tidy(fields.nationality)))
    yield { field: 'nationality', message: t('write.nationalityWrong') };
  if (fields.placePost === ANOTHER_PLACE && !pointOf(fields.placePoint))
    yield { field: 'placePoint', message: t('write.pointWrong') };
  if (fields.sourceType === '' && (fields.sourceContact.trim() || fields.sourceNote.trim()))
    yield { field: 'sourceType', message: t('write.sourceTypeMissing') };
}

const isViolationRule = (rule: string): rule is ViolationRule =>
  (VIOLATION_RULES as readonly string[]).includes(rule);

function unique(errors: readonly FieldError[]): FieldError[] {
  const seen = new Set<string>();
  return errors.filter(({ field, message }) => {
    const first = !seen.has(field + message);
    seen.add(field + message);
    return first;
  });
}
