import type { Action, Category, LegalGround } from '@passerelle/exchange-model';

/** Everything that can be written into an alert by hand. A question may be made of two of them. */
export const FIELDS = [
  'name',
  'otherName',
  'birth',
  'sex',
  'nationality',
  'documentType',
  'documentNumber',
  'phone',
  'marks',
  'protection',
  'plate',
  'vehicleType',
  'make',
  'colour',
  'species',
  'count',
  'brand',
  'earNotch',
  'coat',
  'corridor',
  'placePost',
  'placePoint',
  'placeName',
  'phrases',
  'narrative',
  'sourceType',
  'sourceContact',
  'sourceNote',
  'reference',
] as const;
export type FieldName = (typeof FIELDS)[number];

/** What an officer is asked: one field, or two that belong together. */
export const QUESTIONS = {
  name: ['name'],
  otherName: ['otherName'],
  birth: ['birth'],
  sex: ['sex'],
  nationality: ['nationality'],
  document: ['documentType', 'documentNumber'],
  phone: ['phone'],
  marks: ['marks'],
  protection: ['protection'],
  plate: ['plate'],
  vehicleType: ['vehicleType'],
  make: ['make'],
  colour: ['colour'],
  species: ['species'],
  count: ['count'],
  brand: ['brand'],
  earNotch: ['earNotch'],
  coat: ['coat'],
  corridor: ['corridor'],
  place: ['placePost', 'placePoint', 'placeName'],
  phrases: ['phrases'],
  narrative: ['narrative'],
  source: ['sourceType', 'sourceContact', 'sourceNote'],
  reference: ['reference'],
} as const satisfies Record<string, readonly FieldName[]>;
export type Question = keyof typeof QUESTIONS;

/** The field without which a question of several fields is not answered. */
const MAIN: Partial<Record<Question, FieldName>> = {
  document: 'documentNumber',
  place: 'placePost',
  source: 'sourceType',
};
export const mainField = (question: Question): FieldName => MAIN[question] ?? QUESTIONS[question][0];

type Six = readonly [Question, Question, Question, Question, Question, Question];

interface Threat {
  /** The six questions whose answers recognise such a case. */
  six: Six;
  /** What is proposed until somebody chooses otherwise. */
  action: Action;
  ground: LegalGround;
}

export const THREATS: Readonly<Record<Category, Threat>> = {
  'CATTLE-THEFT': {
    six: ['species', 'count', 'brand', 'coat', 'corridor', 'place'],
    action: 'SEIZE',
    ground: 'OWNER-COMPLAINT',
  },
  'STOLEN-VEHICLE': {
    six: ['plate', 'vehicleType', 'make', 'colour', 'document', 'place'],
    action: 'SEIZE',
    ground: 'OWNER-COMPLAINT',
  },
  'STOLEN-OBJECT': {
    six: ['phrases', 'document', 'name', 'plate', 'phone', 'place'],
    action: 'SEIZE',
    ground: 'OWNER-COMPLAINT',
  },
  ARMS: {
    six: ['phrases', 'plate', 'vehicleType', 'colour', 'name', 'place'],
    action: 'SEIZE',
    ground: 'POLICE-REQUEST',
  },
  DRUGS: {
    six: ['phrases', 'plate', 'vehicleType', 'colour', 'name', 'place'],
    action: 'SEIZE',
    ground: 'POLICE-REQUEST',
  },
  'TRAFFICKING-PERSONS': {
    six: ['name', 'birth', 'document', 'phone', 'plate', 'place'],
    action: 'LOCATE-REPORT',
    ground: 'PROSECUTOR-ORDER',
  },
  'SMUGGLING-MIGRANTS': {
    six: ['name', 'document', 'phone', 'plate', 'vehicleType', 'place'],
    action: 'LOCATE-REPORT',
    ground: 'PROSECUTOR-ORDER',
  },
  TERRORISM: {
    six: ['name', 'birth', 'document', 'plate', 'phrases', 'place'],
    action: 'LOCATE-REPORT',
    ground: 'PROSECUTOR-ORDER',
  },
  'FALSE-DOCUMENT': {
    six: ['document', 'name', 'birth', 'nationality', 'phrases', 'place'],
    action: 'SEIZE',
    ground: 'POLICE-REQUEST',
  },
  'WANTED-PERSON': {
    six: ['name', 'birth', 'sex', 'document', 'marks', 'place'],
    action: 'ARREST',
    ground: 'WARRANT',
  },
  'MISSING-PERSON': {
    six: ['name', 'birth', 'sex', 'marks', 'phone', 'place'],
    action: 'PROTECT',
    ground: 'FAMILY-REQUEST',
  },
  'PERSONS-IN-DISTRESS': {
    six: ['phrases', 'place', 'vehicleType', 'plate', 'colour', 'phone'],
    action: 'RESCUE',
    ground: 'HUMANITARIAN',
  },
  'UNOFFICIAL-CROSSING': {
    six: ['place', 'phrases', 'vehicleType', 'plate', 'species', 'narrative'],
    action: 'INFORM',
    ground: 'POLICE-REQUEST',
  },
  'MODUS-OPERANDI': {
    six: ['phrases', 'document', 'vehicleType', 'plate', 'place', 'narrative'],
    action: 'INFORM',
    ground: 'POLICE-REQUEST',
  },
};

/** What is never asked first, in the order in which it is offered. */
const FURTHER: readonly Question[] = [
  'name',
  'otherName',
  'birth',
  'sex',
  'nationality',
  'document',
  'phone',
  'marks',
  'protection',
  'plate',
  'vehicleType',
  'make',
  'colour',
  'species',
  'count',
  'brand',
  'earNotch',
  'coat',
  'corridor',
  'place',
  'phrases',
];

/** These stay at home under every agreement so far; they stand apart, so that it is seen. */
export const OUR_OWN: readonly Question[] = ['narrative', 'source', 'reference'];

export function furtherOf(category: Category): Question[] {
  const asked: readonly Question[] = THREATS[category].six;
  return FURTHER.filter((question) => !asked.includes(question));
}

/** UTF-16 units, as the service counts them. */
export const LONGEST: Partial<Record<FieldName, number>> = {
  name: 200,
  otherName: 200,
  documentNumber: 40,
  marks: 1000,
  plate: 30,
  vehicleType: 40,
  make: 60,
  colour: 40,
  brand: 60,
  earNotch: 200,
  coat: 200,
  corridor: 200,
  placeName: 200,
  narrative: 4000,
  sourceContact: 200,
  sourceNote: 1000,
  reference: 100,
};
