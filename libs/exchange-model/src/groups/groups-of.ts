import type { AlertDocument, Person } from '../alert/document.js';
import { birthYear, placeCell, placeRegion } from './generalise.js';
import type { Groups } from './group-names.js';

/**
 * The disclosure groups of an alert: only those that are filled, every level of a family, `instruction` always.
 * `birth-exact` is the birth as exactly as it is known, which may be a year.
 * A person's protection is in no group: it travels as a flag, which is never released.
 */
export function groupsOf(document: AlertDocument): Groups {
  const { place, person } = document;
  return filled({
    instruction: instructionOf(document),
    reference: document.reference,
    ...(person && personGroupsOf(person)),
    vehicle: document.vehicle,
    livestock: document.livestock,
    firearm: document.firearm,
    'place-exact': place,
    'place-cell': place && placeCell(place),
    'place-region': place && placeRegion(place),
    phrases: document.phrases,
    narrative: document.narrative,
    source: document.source,
  });
}

/** What an officer must know before acting, in one group so that no part of it can be left out. */
function instructionOf({ action, warnings, legalGround, evaluation }: AlertDocument): unknown {
  return { action, warnings: warnings ?? [], legalGround, evaluation };
}

function personGroupsOf(person: Person): Groups {
  const { names, sex, nationalities, birth } = person;
  return {
    identity: filled({ names, sex, nationalities }),
    'birth-exact': birth,
    'birth-year': birth && birthYear(birth),
    documents: person.documents,
    phones: person.phones,
    marks: person.marks,
    portrait: person.portrait,
  };
}

function filled<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value))) as Partial<T>;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === '') return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
