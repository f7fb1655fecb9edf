import { DOCUMENT_TYPES, label, PROTECTIONS, SEXES, SOURCE_TYPES, SPECIES } from '@passerelle/exchange-model';
import { lang, t } from '../i18n/index.js';
import { officer } from '../session/session.js';
import type { FieldError } from '../ui/error-summary.js';
import { describedBy, Field } from '../ui/field.js';
import { Identifier } from '../ui/identifier.js';
import { type FieldName, LONGEST, mainField, type Question, QUESTIONS } from './fields.js';
import type { AlertForm } from './form.js';
import type { Notice } from './notices.js';
import { questionLabel } from './question-label.js';
import { ANOTHER_PLACE } from './to-document.js';
import { tidyCode } from './typed-values.js';

export interface Asking {
  form: AlertForm;
  change: (change: (form: AlertForm) => AlertForm) => void;
  errors: readonly FieldError[];
  notices: readonly Notice[];
}

/** One question with its control, its "unknown", its error and what was noticed about it. */
export function QuestionField({
  question,
  asking,
  mayBeUnknown,
}: {
  question: Question;
  asking: Asking;
  mayBeUnknown: boolean;
}) {
  const { form, change, errors } = asking;
  const main = mainField(question);
  const isUnknown = form.unknown.includes(question);
  const error = QUESTIONS[question].flatMap((field) => errors.filter((each) => each.field === field))[0]
    ?.message;
  const hint = hintOf(question);
  const toggle = (): void =>
    change((before) => ({
      ...before,
      unknown: isUnknown ? before.unknown.filter((each) => each !== question) : [...before.unknown, question],
      fields: isUnknown ? before.fields : { ...before.fields, ...emptied(question) },
    }));
  return (
    <Field id={main} label={questionLabel(question)} hint={hint} error={error}>
      <div class="answer">
        <div class="answer-controls">
          {QUESTIONS[question]
            .filter((field) => isAsked(field, form))
            .map((field) => (
              <Control
                key={field}
                field={field}
                question={question}
                asking={asking}
                described={describedBy(main, hint, error)}
              />
            ))}
        </div>
        {mayBeUnknown && (
          <button type="button" class="unknown" aria-pressed={isUnknown} onClick={toggle}>
            {t('write.unknown')}
          </button>
        )}
      </div>
      <Notices question={question} asking={asking} />
    </Field>
  );
}

function emptied(question: Question): Partial<Record<FieldName, string>> {
  return Object.fromEntries(QUESTIONS[question].map((field) => [field, '']));
}

/** Where somebody is asked for coordinates depends on the place chosen. */
function isAsked(field: FieldName, form: AlertForm): boolean {
  if (field === 'placePoint') return form.fields.placePost === ANOTHER_PLACE;
  if (field === 'placeName') return form.fields.placePost !== '';
  if (field === 'sourceContact' || field === 'sourceNote') return form.fields.sourceType !== '';
  return true;
}

function hintOf(question: Question): string | undefined {
  if (question === 'birth') return t('write.h_birth');
  if (question === 'phone') return t('write.h_phone');
  if (question === 'phrases') return t('write.h_phrases');
  if (question === 'otherName') return t('write.h_otherName');
  if (question === 'nationality') return t('write.h_nationality');
  return undefined;
}

const CODES: readonly FieldName[] = [
  'documentNumber',
  'plate',
  'phone',
  'birth',
  'count',
  'placePoint',
  'reference',
  'nationality',
];
const LONG: readonly FieldName[] = ['marks', 'phrases', 'narrative', 'sourceNote'];
const NUMERIC: readonly FieldName[] = ['count'];

interface ControlProperties {
  field: FieldName;
  question: Question;
  asking: Asking;
  described: string | undefined;
}

function Control({ field, question, asking, described }: ControlProperties) {
  const { form, change, errors } = asking;
  const isMain = field === mainField(question);
  const set = (value: string): void =>
    change((before) => ({
      ...before,
      fields: { ...before.fields, [field]: value },
      unknown: value === '' ? before.unknown : before.unknown.filter((each) => each !== question),
    }));
  const shared = {
    id: field,
    value: form.fields[field],
    'aria-describedby': described,
    'aria-invalid': errors.some((error) => error.field === field) || undefined,
    ...(!isMain && { 'aria-label': t(`write.c_${field}`), placeholder: t(`write.c_${field}`) }),
  };
  const options = optionsOf(field);
  if (options) {
    return (
      <select {...shared} onChange={(event) => set(event.currentTarget.value)}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    );
  }
  const onInput = (event: { currentTarget: { value: string } }): void => set(event.currentTarget.value);
  if (LONG.includes(field)) return <textarea {...shared} dir="auto" rows={3} onInput={onInput} />;
  return (
    <input
      {...shared}
      type="text"
      dir={CODES.includes(field) ? 'ltr' : 'auto'}
      class={CODES.includes(field) ? 'code' : undefined}
      inputMode={field === 'phone' ? 'tel' : NUMERIC.includes(field) ? 'numeric' : undefined}
      maxLength={(LONGEST[field] ?? 500) + 100}
      autocomplete="off"
      spellcheck={false}
      autocapitalize={CODES.includes(field) ? 'characters' : undefined}
      onInput={onInput}
    />
  );
}

type Options = readonly (readonly [value: string, text: string])[];

function optionsOf(field: FieldName): Options | null {
  const choose = ['', t('write.choose')] as const;
  const language = lang.value;
  switch (field) {
    case 'sex':
      return [choose, ...SEXES.map((code) => [code, label('sex', code, language)] as const)];
    case 'documentType':
      return [
        ['', t('write.c_documentType')],
        ...DOCUMENT_TYPES.map((code) => [code, label('documentType', code, language)] as const),
      ];
    case 'protection':
      return [choose, ...PROTECTIONS.map((code) => [code, label('protection', code, language)] as const)];
    case 'species':
      return [choose, ...SPECIES.map((code) => [code, label('species', code, language)] as const)];
    case 'sourceType':
      return [choose, ...SOURCE_TYPES.map((code) => [code, label('sourceType', code, language)] as const)];
    case 'placePost':
      return [
        choose,
        ...(officer.value?.posts ?? []).map(
          ({ code, name }) => [code, t('write.nearPost', { post: name })] as const,
        ),
        [ANOTHER_PLACE, t('write.anotherPlace')],
      ];
    default:
      return null;
  }
}

/** A hint, with one tap to put it right; never in the way. */
function Notices({ question, asking }: { question: Question; asking: Asking }) {
  const { form, change, notices } = asking;
  const fields: readonly FieldName[] = QUESTIONS[question];
  return (
    <>
      {notices
        .filter(({ field }) => fields.includes(field))
        .map(({ field, looksLike, to }) => (
          <p class="notice" key={field}>
            <span>{t(`write.looksLike_${looksLike}`)}</span>
            {form.fields[to].trim() === '' && (
              <button
                type="button"
                class="button"
                onClick={() => change((before) => moved(before, field, to))}
              >
                {t('write.moveTo', { field: t(`write.c_${to}`) })}{' '}
                <Identifier>{tidyCode(form.fields[field])}</Identifier>
              </button>
            )}
          </p>
        ))}
    </>
  );
}

function moved(form: AlertForm, from: FieldName, to: FieldName): AlertForm {
  return { ...form, fields: { ...form.fields, [to]: form.fields[from], [from]: '' } };
}
