import { admitsAction, type AlertDocument, type Category, type Warning } from '@passerelle/exchange-model';
import { FIELDS, type FieldName, mainField, type Question, THREATS } from './fields.js';

/** What an officer has typed and chosen, as it was typed. Kept as a draft, so it is plain data. */
export interface AlertForm {
  /** Idempotency-Key of sending this form. */
  id: string;
  category: Category;
  action: AlertDocument['action'];
  urgency: AlertDocument['urgency'];
  status: AlertDocument['status'];
  handling: AlertDocument['handling'];
  legalGround: AlertDocument['legalGround'];
  evaluation: AlertDocument['evaluation'];
  warnings: Warning[];
  /** Fixed when it is chosen, so that what is previewed is what is sent. */
  expiresAt: string;
  fields: Record<FieldName, string>;
  /** Questions answered by "unknown". */
  unknown: Question[];
  /** The alert that is changed: its number, the version that is replaced, and what the form can not show of it. */
  replaces?: { alertId: string; version: number; document: AlertDocument };
}

const DAY_MS = 86_400_000;
export const VALIDITY_DAYS = [1, 7, 30, 90] as const;
const USUAL_VALIDITY_DAYS = 30;

/** To the minute, in UTC, as the signed claim counts it. */
export function expiryIn(days: number, now: Date): string {
  return `${new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 16)}:00Z`;
}

export function emptyForm(category: Category, id: string, now: Date): AlertForm {
  const { action, ground } = THREATS[category];
  return {
    id,
    category,
    action,
    urgency: 'urgent',
    status: 'Actual',
    handling: 'H1',
    legalGround: ground,
    evaluation: { source: 'X', information: '4' },
    warnings: [],
    expiresAt: expiryIn(USUAL_VALIDITY_DAYS, now),
    fields: Object.fromEntries(FIELDS.map((field) => [field, ''])) as Record<FieldName, string>,
    unknown: [],
  };
}

/** Another category keeps every word; an action that it does not admit falls back to the proposed one. */
export function withCategory(form: AlertForm, category: Category): AlertForm {
  const { action, ground } = THREATS[category];
  const proposed = form.legalGround === THREATS[form.category].ground;
  return {
    ...form,
    category,
    action:
      form.action !== THREATS[form.category].action && admitsAction(category, form.action)
        ? form.action
        : action,
    legalGround: proposed ? ground : form.legalGround,
    unknown: [],
  };
}

export function isAnswered(form: AlertForm, question: Question): boolean {
  return form.unknown.includes(question) || isFilled(form, question);
}

export function isFilled(form: AlertForm, question: Question): boolean {
  return form.fields[mainField(question)].trim() !== '';
}

export function unansweredOf(form: AlertForm): Question[] {
  return THREATS[form.category].six.filter((question) => !isAnswered(form, question));
}

export const isUntouched = (form: AlertForm): boolean =>
  Object.values(form.fields).every((value) => value.trim() === '') && form.unknown.length === 0;
