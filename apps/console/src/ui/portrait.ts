const KINDS: readonly (readonly [start: string, type: string])[] = [
  ['/9j/', 'image/jpeg'],
  ['iVBOR', 'image/png'],
  ['UklGR', 'image/webp'],
];

/** A portrait as the alert carries it (base64), as an address an image can show; null for what is no picture. */
export function portraitAddress(base64: string): string | null {
  const kind = KINDS.find(([start]) => base64.startsWith(start));
  return kind ? `data:${kind[1]};base64,${base64}` : null;
}
