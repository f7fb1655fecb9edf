import type { Action, Category } from './codes.js';

/** Asking somebody to look and to be told harms nobody: admitted everywhere. */
const EVERYWHERE: readonly Action[] = ['LOCATE-REPORT', 'INFORM'];

const AGAINST_GOODS: readonly Action[] = [
  'ARREST',
  'INTERVIEW',
  'SEARCH',
  'OBSERVE',
  'SEIZE',
  'PRESERVE-EVIDENCE',
];
const AGAINST_SUSPECTS: readonly Action[] = [...AGAINST_GOODS, 'REFUSE-ENTRY'];

/** Which further actions a category admits. Nobody is arrested for being missing, in distress, or on a path. */
const ADMITTED: Record<Category, readonly Action[]> = {
  'CATTLE-THEFT': AGAINST_GOODS,
  'STOLEN-VEHICLE': AGAINST_GOODS,
  'STOLEN-OBJECT': AGAINST_GOODS,
  ARMS: AGAINST_SUSPECTS,
  DRUGS: AGAINST_SUSPECTS,
  'TRAFFICKING-PERSONS': [...AGAINST_SUSPECTS, 'PROTECT', 'RESCUE'],
  'SMUGGLING-MIGRANTS': [...AGAINST_SUSPECTS, 'PROTECT', 'RESCUE'],
  TERRORISM: AGAINST_SUSPECTS,
  'FALSE-DOCUMENT': AGAINST_SUSPECTS,
  'WANTED-PERSON': AGAINST_SUSPECTS,
  'MISSING-PERSON': ['PROTECT', 'RESCUE', 'INTERVIEW'],
  'PERSONS-IN-DISTRESS': ['PROTECT', 'RESCUE'],
  'UNOFFICIAL-CROSSING': ['OBSERVE', 'PROTECT', 'RESCUE'],
  'MODUS-OPERANDI': ['OBSERVE', 'SEARCH', 'INTERVIEW', 'PRESERVE-EVIDENCE'],
};

export function admitsAction(category: Category, action: Action): boolean {
  return EVERYWHERE.includes(action) || ADMITTED[category].includes(action);
}
