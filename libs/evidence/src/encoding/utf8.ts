const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** ASCII control characters other than newline, which C2SP signed-note forbids. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** Text as C2SP documents write it: valid UTF-8 without control characters other than newline; null for anything else. */
export function plainText(bytes: Uint8Array): string | null {
  try {
    const text = UTF_8.decode(bytes);
    return CONTROL.test(text) ? null : text;
  } catch {
    return null;
  }
}
