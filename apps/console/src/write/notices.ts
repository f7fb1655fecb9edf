import type { FieldName } from './fields.js';
import type { AlertForm } from './form.js';
import { tidyCode } from './typed-values.js';

/** Something that looks as if it stood in the wrong place: said, never enforced. */
export interface Notice {
  field: FieldName;
  looksLike: 'plate' | 'phone' | 'name';
  /** Where it may be moved: there is nothing there yet. */
  to: FieldName;
}

const PLATE = /^(?=.*\d)(?=.*[A-Z/-])[A-Z\d]{1,5}([ /-][A-Z\d]{1,5}){1,3}$/;
const DATE = /^\d{1,4}[./-]\d{1,2}([./-]\d{1,4})?$/;
const PHONE = /^(\+|00)\d[\d ()./-]{5,}$/;
const LETTERS_ONLY = /^[\p{L}\s'’.-]{4,}$/u;

const NEVER_A_PLATE: readonly FieldName[] = [
  'name',
  'otherName',
  'phone',
  'make',
  'vehicleType',
  'colour',
  'brand',
];

/** A plate in the field of a name, a telephone number in that of a plate. */
export function noticesOf({ fields }: AlertForm): Notice[] {
  const notices: Notice[] = [];
  for (const field of NEVER_A_PLATE) {
    const text = tidyCode(fields[field]);
    const isPlate = PLATE.test(text) && !DATE.test(text) && (field === 'phone' ? /[A-Z]/.test(text) : true);
    if (isPlate) notices.push({ field, looksLike: 'plate', to: 'plate' });
  }
  const plate = tidyCode(fields.plate);
  if (PHONE.test(plate)) notices.push({ field: 'plate', looksLike: 'phone', to: 'phone' });
  else if (plate !== '' && LETTERS_ONLY.test(plate))
    notices.push({ field: 'plate', looksLike: 'name', to: 'name' });
  return notices;
}
