import {
  ACTIONS,
  admitsAction,
  HANDLING_CODES,
  INFORMATION_GRADES,
  label,
  LEGAL_GROUNDS,
  PROHIBITED_GROUNDS,
  SOURCE_GRADES,
  STATUSES,
  URGENCIES,
  type VocabularyName,
  WARNINGS,
} from '@passerelle/exchange-model';
import { lang, t } from '../i18n/index.js';
import { Field, FieldGroup } from '../ui/field.js';
import { Time } from '../ui/time.js';
import { type AlertForm, expiryIn, VALIDITY_DAYS } from './form.js';
import type { Asking } from './question-field.js';

/** What the reader must do and how soon: chosen, never typed. */
export function InstructionFields({ asking }: { asking: Asking }) {
  const { form, change } = asking;
  const actions = ACTIONS.filter((action) => admitsAction(form.category, action));
  return (
    <section class="stack">
      <h2>{t('write.instruction')}</h2>
      <Choices name="urgency" list="urgency" codes={URGENCIES} asking={asking} />
      <Choices name="action" list="action" codes={actions} asking={asking} />
      <FieldGroup id="warnings" label={t('write.c_warnings')}>
        <div class="choices">
          {WARNINGS.map((warning) => (
            <label class="choice" key={warning}>
              <input
                type="checkbox"
                checked={form.warnings.includes(warning)}
                onChange={() =>
                  change((before) => ({
                    ...before,
                    warnings: WARNINGS.filter(
                      (each) => before.warnings.includes(each) !== (each === warning),
                    ),
                  }))
                }
              />
              {label('warning', warning, lang.value)}
            </label>
          ))}
        </div>
      </FieldGroup>
    </section>
  );
}

type Coded = 'urgency' | 'action';

function Choices(properties: {
  name: Coded;
  list: VocabularyName;
  codes: readonly string[];
  asking: Asking;
}) {
  const { name, list, codes, asking } = properties;
  const error = asking.errors.find(({ field }) => field === name)?.message;
  return (
    <FieldGroup id={name} label={t(`write.c_${name}`)} error={error}>
      <div class="choices">
        {codes.map((code) => (
          <label class="choice" key={code}>
            <input
              type="radio"
              name={name}
              checked={asking.form[name] === code}
              onChange={() => asking.change((before) => ({ ...before, [name]: code }))}
            />
            {label(list, code, lang.value)}
          </label>
        ))}
      </div>
    </FieldGroup>
  );
}

/** What was proposed and is seldom changed. */
export function QualificationFields({ asking }: { asking: Asking }) {
  const { form, change, errors } = asking;
  const errorOf = (field: string): string | undefined =>
    errors.find((error) => error.field === field)?.message;
  const { evaluation } = form;
  return (
    <div class="stack">
      <Select
        id="legalGround"
        value={form.legalGround}
        options={[
          ...LEGAL_GROUNDS.map(coded('legalGround')),
          ...PROHIBITED_GROUNDS.map(coded('prohibitedGround')),
        ]}
        error={errorOf('legalGround')}
        onChoose={(legalGround) =>
          change((before) => ({ ...before, legalGround: legalGround as AlertForm['legalGround'] }))
        }
      />
      <Select
        id="handling"
        value={form.handling}
        options={HANDLING_CODES.map(withCode('handling'))}
        error={errorOf('handling')}
        onChoose={(handling) =>
          change((before) => ({ ...before, handling: handling as AlertForm['handling'] }))
        }
      />
      <Select
        id="evaluation"
        value={evaluation.source}
        options={SOURCE_GRADES.map(withCode('sourceGrade'))}
        error={errorOf('evaluation')}
        onChoose={(source) =>
          change((before) => ({
            ...before,
            evaluation: { ...evaluation, source: source as typeof evaluation.source },
          }))
        }
      />
      <Select
        id="information"
        value={evaluation.information}
        options={INFORMATION_GRADES.map(withCode('informationGrade'))}
        onChoose={(grade) =>
          change((before) => ({
            ...before,
            evaluation: { ...evaluation, information: grade as typeof evaluation.information },
          }))
        }
      />
      <Expiry asking={asking} error={errorOf('expiresAt')} />
      <Select
        id="status"
        value={form.status}
        options={STATUSES.map(coded('status'))}
        onChoose={(status) => change((before) => ({ ...before, status: status as AlertForm['status'] }))}
      />
    </div>
  );
}

function Expiry({ asking, error }: { asking: Asking; error: string | undefined }) {
  const { form, change } = asking;
  return (
    <Field id="expiresAt" label={t('write.c_expiresAt')} error={error}>
      <div class="answer">
        <select
          id="expiresAt"
          value=""
          onChange={(event) => {
            const days = Number(event.currentTarget.value);
            event.currentTarget.value = '';
            if (days > 0) change((before) => ({ ...before, expiresAt: expiryIn(days, new Date()) }));
          }}
        >
          <option value="">{t('write.changeExpiry')}</option>
          {VALIDITY_DAYS.map((days) => (
            <option key={days} value={days}>
              {t('write.expiryDays', { n: days })}
            </option>
          ))}
        </select>
        <p class="num">
          <Time at={form.expiresAt} zone />
        </p>
      </div>
    </Field>
  );
}

interface SelectProperties {
  id: 'legalGround' | 'handling' | 'evaluation' | 'information' | 'status';
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  error?: string | undefined;
  onChoose: (value: string) => void;
}

function Select({ id, value, options, error, onChoose }: SelectProperties) {
  return (
    <Field id={id} label={t(`write.c_${id}`)} error={error}>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

const coded =
  (list: VocabularyName) =>
  (code: string): readonly [string, string] => [code, label(list, code, lang.value)];

/** With its code, which is what is said over the radio. */
const withCode =
  (list: VocabularyName) =>
  (code: string): readonly [string, string] => [code, `${code} · ${label(list, code, lang.value)}`];
