import {
  type GroupName,
  label,
  type Language,
  type Livestock,
  type PartialAlertDocument,
  type Person,
  type Place,
  type GeneralisedPlace,
} from '@passerelle/exchange-model';
import type { PartnerPreview, Withheld } from '../api/types.js';

/** What is shown as one row: a disclosure group, or the levels of one family together. */
export const ROWS = {
  instruction: ['instruction'],
  identity: ['identity'],
  birth: ['birth-exact', 'birth-year'],
  documents: ['documents'],
  phones: ['phones'],
  marks: ['marks'],
  portrait: ['portrait'],
  vehicle: ['vehicle'],
  livestock: ['livestock'],
  place: ['place-exact', 'place-cell', 'place-region'],
  phrases: ['phrases'],
  narrative: ['narrative'],
  source: ['source'],
  reference: ['reference'],
} as const satisfies Record<string, readonly GroupName[]>;
export type RowName = keyof typeof ROWS;

/** One line of a row. `code`: an identifier, whose characters keep their order in every language. */
export interface Line {
  text: string;
  code?: boolean;
  portrait?: boolean;
}

/** One row of our record beside what a partner would read of it. */
export interface Compared {
  name: RowName;
  ours: Line[];
  /** Null: nothing of it leaves. */
  theirs: Line[] | null;
  /** It leaves less exactly than we have it. */
  coarser: boolean;
  /** The clause that keeps it, or its exact form, at home. */
  clause: string | null;
}

export function compare(
  document: PartialAlertDocument,
  preview: PartnerPreview,
  language: Language,
): Compared[] {
  return rowNames().flatMap((name): Compared[] => {
    const ours = linesOf(name, document, language);
    if (ours.length === 0) return [];
    const theirs = linesOf(name, preview.released, language);
    const same = JSON.stringify(ours) === JSON.stringify(theirs);
    const leaves = preview.decision === 'release' && theirs.length > 0;
    const clause = leaves && same ? null : clauseOf(name, preview.withheld);
    return [{ name, ours, theirs: leaves ? theirs : null, coarser: leaves && !same, clause }];
  });
}

export const rowNames = (): RowName[] => Object.keys(ROWS) as RowName[];

/** Of a family the finest level that is kept back. */
function clauseOf(name: RowName, withheld: readonly Withheld[]): string | null {
  for (const group of ROWS[name]) {
    const found = withheld.find((each) => each.group === group);
    if (found) return found.clause;
  }
  return null;
}

/** What a document says in a row, in words of a language; empty where it says nothing. */
export function linesOf(name: RowName, document: PartialAlertDocument, language: Language): Line[] {
  return READERS[name](document, language);
}

type Reader = (document: PartialAlertDocument, language: Language) => Line[];

const READERS: Readonly<Record<RowName, Reader>> = {
  instruction: instructionLines,
  identity: ({ person }, language) => identityLines(person, language),
  birth: ({ person }) => lines(person?.birth?.date, true),
  documents: ({ person }, language) =>
    (person?.documents ?? []).flatMap(({ type, number, issuer }) => [
      { text: label('documentType', type, language) },
      { text: issuer ? `${number} ${issuer}` : number, code: true },
    ]),
  phones: ({ person }) => (person?.phones ?? []).map((text) => ({ text, code: true })),
  marks: ({ person }) => lines(person?.marks),
  portrait: ({ person }) => (person?.portrait ? [{ text: person.portrait, portrait: true }] : []),
  vehicle: ({ vehicle }) => [
    ...lines(vehicle?.plate, true),
    ...lines([vehicle?.type, vehicle?.make, vehicle?.colour].filter(Boolean).join(', ')),
  ],
  livestock: ({ livestock }, language) => (livestock ? livestockLines(livestock, language) : []),
  place: ({ place }) => (place ? placeLines(place) : []),
  phrases: ({ phrases }) => (phrases ?? []).map((text) => ({ text })),
  narrative: ({ narrative }) => lines(narrative?.text),
  source: ({ source }, language) =>
    source
      ? [
          { text: label('sourceType', source.type, language) },
          ...lines(source.contact, true),
          ...lines(source.note),
        ]
      : [],
  reference: ({ reference }) => lines(reference, true),
};

function livestockLines(
  { species, count, brand, earNotch, coat, corridor }: Livestock,
  language: Language,
): Line[] {
  const herd = [count, label('species', species, language)].filter((part) => part !== undefined).join(' ');
  return [herd, brand, earNotch, coat, corridor].flatMap((text) => lines(text));
}

function instructionLines(document: PartialAlertDocument, language: Language): Line[] {
  const { action, warnings = [], legalGround, evaluation } = document;
  if (action === undefined) return [];
  return [
    { text: label('action', action, language) },
    ...warnings.map((warning) => ({ text: label('warning', warning, language) })),
    ...(legalGround ? [{ text: label('legalGround', legalGround, language) }] : []),
    ...(evaluation ? [{ text: `${evaluation.source}${evaluation.information}`, code: true }] : []),
  ];
}

function identityLines(person: Person | undefined, language: Language): Line[] {
  if (!person) return [];
  const { names = [], sex, nationalities = [] } = person;
  const about = [sex && label('sex', sex, language), ...nationalities].filter((part) => part !== undefined);
  return [...names.map(({ full }) => ({ text: full })), ...lines(about.join(', '))];
}

function placeLines(place: Place | GeneralisedPlace): Line[] {
  if ('cell' in place) return [{ text: place.cell, code: true }];
  if ('region' in place) return [{ text: place.region, code: true }];
  return [...lines(place.name), { text: `${place.lat}, ${place.lon}`, code: true }];
}

function lines(text: string | undefined, code = false): Line[] {
  return text ? [{ text, ...(code && { code }) }] : [];
}
