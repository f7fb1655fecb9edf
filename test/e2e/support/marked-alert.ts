import { randomBytes, randomInt } from 'node:crypto';
import type { Mark } from './leak-scan.js';

/** An alert whose every field that may be withheld holds something found nowhere else, by disclosure group. */
export interface MarkedAlert {
  document: Record<string, unknown> & { person: Record<string, unknown> };
  marks: Record<string, Mark[]>;
}

const LATIN = 'abcdefghijklmnopqrstuvwxyz';
const ARABIC = 'بتثجحخدذرزسشصضطظعغفقكلمنهو';
const DIGITS = '123456789';

const drawn = (letters: string, length: number): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
export const latin = (length = 14): string => drawn(LATIN, length);
export const arabic = (length = 12): string => drawn(ARABIC, length);

/**
 * A date has no room for a mark. Nobody else here is as old as these people, and each has a day of birth of his own,
 * the same in every run, so that what remains of an earlier run is no finding.
 */
const dayOfBirth = (ordinal: number): string =>
  new Date(Date.UTC(1900, 0, 1 + ordinal * 90)).toISOString().slice(0, 10);

/** `label` says in a finding which alert it was; `ordinal`, below 140, is given to no other. */
export function markedAlert(label: string, category: string, ordinal: number): MarkedAlert {
  const marks: Record<string, Mark[]> = {};
  const mark = <T extends string>(group: string, value: T, searched: string = value): T => {
    (marks[group] ??= []).push({ of: `${label}:${group}`, value: searched });
    return value;
  };
  const both = (group: string): string => `${mark(group, latin())} ${mark(group, arabic())}`;
  const degrees = (whole: number): number => {
    const fraction = drawn(DIGITS, 11);
    mark('place-exact', fraction);
    return Number(`${whole}.${fraction}`);
  };
  const picture = randomBytes(96);
  marks['portrait'] = [{ of: `${label}:portrait`, value: picture }];
  const document = {
    category,
    action: 'LOCATE-REPORT',
    urgency: 'urgent',
    status: 'Test',
    handling: 'H1',
    legalGround: 'POLICE-REQUEST',
    evaluation: { source: 'B', information: '2' },
    warnings: ['ARMED'],
    expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    reference: both('reference'),
    person: {
      names: [
        { type: 'primary', script: 'Latn', full: mark('identity', `Tamrane ${latin()}`) },
        { type: 'primary', script: 'Arab', full: mark('identity', `ولد ${arabic()}`) },
      ],
      birth: { date: mark('birth-exact', dayOfBirth(ordinal)), precision: 'day' },
      nationalities: ['UTO'],
      documents: [{ type: 'passport', number: mark('documents', latin(18).toUpperCase()), issuer: 'UTO' }],
      phones: [mark('phones', `+000 ${drawn(DIGITS, 13)}`)],
      marks: both('marks'),
      protection: 'none',
      portrait: picture.toString('base64'),
    },
    vehicle: { plate: mark('vehicle', `DEMO-${latin()}`), colour: both('vehicle') },
    livestock: { species: 'cattle', count: 40, brand: both('livestock'), corridor: both('livestock') },
    place: { lat: degrees(15), lon: degrees(-6), radiusMetres: 500, name: both('place-exact') },
    phrases: [both('phrases')],
    narrative: { language: 'ar', text: `${both('narrative')} «${both('narrative')}»` },
    source: { type: 'resident', contact: both('source'), note: both('source') },
  };
  return { document, marks };
}
