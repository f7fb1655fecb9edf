/** Invented alerts for end-to-end runs; every free text carries a mark of its own, so that a leak is recognised. */
export interface Marks {
  name: string;
  arabicName: string;
  phone: string;
  reference: string;
  narrative: string;
  sourceNote: string;
  marks: string;
}

const letters = (length: number): string =>
  Array.from({ length }, () => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(Math.random() * 26)]).join('');
const arabic = (length: number): string =>
  Array.from({ length }, () => 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'[Math.floor(Math.random() * 28)]).join('');
const digits = (length: number): string =>
  Array.from({ length }, () => String(Math.floor(Math.random() * 10))).join('');

/** Fresh for each alert: random, long enough to be found nowhere by chance. */
export const marks = (): Marks => ({
  name: `Tamrane ${letters(14)}`,
  arabicName: `ولد ${arabic(14)}`,
  phone: `+000 ${digits(12)}`,
  reference: `REF-${letters(14)}`,
  narrative: `recit ${letters(16)} ${arabic(14)}`,
  sourceNote: `note ${letters(16)} ${arabic(14)}`,
  marks: `cicatrice ${letters(16)}`,
});

export function alertOf(
  category: string,
  change: Record<string, unknown> = {},
  mark: Marks = marks(),
): object {
  return {
    category,
    action: 'LOCATE-REPORT',
    urgency: 'urgent',
    status: 'Test',
    handling: 'H1',
    legalGround: 'PROSECUTOR-ORDER',
    evaluation: { source: 'B', information: '2' },
    warnings: ['ARMED'],
    expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    reference: mark.reference,
    person: {
      names: [
        { type: 'primary', script: 'Latn', full: mark.name },
        { type: 'primary', script: 'Arab', full: mark.arabicName },
      ],
      birth: { date: '1987-05-02', precision: 'day' },
      sex: 'M',
      nationalities: ['UTO'],
      documents: [{ type: 'passport', number: `UTO${digits(8)}`, issuer: 'UTO' }],
      phones: [mark.phone],
      marks: mark.marks,
      protection: 'none',
    },
    vehicle: { plate: `DEMO-${digits(3)}`, type: '4x4', colour: 'blanc' },
    place: { lat: 15.6, lon: -6.4, radiusMetres: 500, name: 'puits', post: 'MR-ADB' },
    narrative: { language: 'fr', text: mark.narrative },
    source: { type: 'resident', contact: 'contact', note: mark.sourceNote },
    ...change,
  };
}
