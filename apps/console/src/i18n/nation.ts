import { lang, type MessageKey, t } from './index.js';

/** `name` Mali, `the` le Mali, `by` par le Mali, `to` au Mali, `of` du Mali (whose), `from` du Mali (whence). */
export type NationForm = 'name' | 'the' | 'by' | 'to' | 'of' | 'from';

const KNOWN = ['MR', 'ML'] as const;

/** A nation in the form that a sentence needs. Further nations go into the catalogues; until then by their code's name. */
export function nation(code: string, form: NationForm = 'name'): string {
  const known = KNOWN.find((known) => known === code);
  if (known) return t(`nations.${known}_${form}`);
  const key = `nations.other_${form}` satisfies MessageKey;
  return t(key, { nation: nameOf(code) });
}

function nameOf(code: string): string {
  try {
    return new Intl.DisplayNames([lang.value], { type: 'region', fallback: 'code' }).of(code) ?? code;
  } catch {
    return code;
  }
}
