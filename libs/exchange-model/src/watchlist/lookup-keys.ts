import type { PartialAlertDocument } from '../alert/document.js';

/** By what an entry can be found exactly. */
export const LOOKUP_KINDS = ['document', 'plate', 'phone', 'serial', 'brand'] as const;
export type LookupKind = (typeof LOOKUP_KINDS)[number];

/** One number of an entry in its one spelling. */
export interface LookupKey {
  kind: LookupKind;
  value: string;
}

/** The numbers an entry is found by; empty for one without any. */
export function lookupKeysOf({ person, vehicle, livestock, firearm }: PartialAlertDocument): LookupKey[] {
  const keys = [
    ...(person?.documents ?? []).map(({ number }) => lookupKeyOf('document', number)),
    ...(person?.phones ?? []).map((phone) => lookupKeyOf('phone', phone)),
    lookupKeyOf('plate', vehicle?.plate),
    lookupKeyOf('serial', firearm?.serial),
    lookupKeyOf('brand', livestock?.brand),
  ].filter((key) => key !== null);
  return [...new Map(keys.map((key) => [`${key.kind} ${key.value}`, key])).values()];
}

/**
 * The one spelling of a number: compatibility forms and Arabic-Indic digits read as plain ones, upper case, and no
 * space or punctuation. A phone is its digits, without the `+` or `00` that introduces a country. null where nothing
 * is left.
 */
export function lookupKeyOf(kind: LookupKind, written: string | undefined): LookupKey | null {
  const plain = asciiDigits((written ?? '').normalize('NFKC')).toUpperCase();
  const value =
    kind === 'phone' ? plain.replace(/\D/g, '').replace(/^00/, '') : plain.replace(/[^\p{L}\p{N}]/gu, '');
  return value === '' ? null : { kind, value };
}

/**
 * The one spelling of a nation's own reference: compatibility forms and Arabic-Indic digits read as plain ones, and no
 * more white space than stands between words. Case and punctuation count: `A-12` and `A-1.2` are two files. null where
 * nothing is left.
 */
export function referenceKeyOf(written: string | undefined): string | null {
  const plain = asciiDigits((written ?? '').normalize('NFKC'))
    .replace(/\s+/gu, ' ')
    .trim();
  return plain === '' ? null : plain;
}

const ARABIC_INDIC = 0x660;
const EXTENDED_ARABIC_INDIC = 0x6f0;

/** Arabic-Indic and Eastern Arabic-Indic digits as plain ones. */
export function asciiDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (code >= EXTENDED_ARABIC_INDIC ? EXTENDED_ARABIC_INDIC : ARABIC_INDIC));
  });
}
