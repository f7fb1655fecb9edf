/** Arabic-Indic (٠-٩) and Persian (۰-۹) digits as the Latin ones that every list is searched with. */
export const latinDigits = (text: string): string =>
  text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf));
