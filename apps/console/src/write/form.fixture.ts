import type { Category } from '@passerelle/exchange-model';
import type { FieldName } from './fields.js';
import { type AlertForm, emptyForm } from './form.js';

export const NOW = new Date('2031-03-12T14:05:00Z');
export const POSTS = [{ code: 'MR-GZM', name: 'Gogui Zemmal', lat: 15.6, lon: -9.3 }];

/** A form as somebody left it. */
export function formOf(
  category: Category,
  fields: Partial<Record<FieldName, string>>,
  more: Partial<AlertForm> = {},
): AlertForm {
  const form = emptyForm(category, '5b7c2b0e-7f1c-4c53-9a3d-0d5f3f6a8a01', NOW);
  return { ...form, ...more, fields: { ...form.fields, ...fields } };
}
