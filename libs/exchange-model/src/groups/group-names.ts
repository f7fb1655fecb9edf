/** What is disclosed or withheld as one: the grain of every agreement. */
export const GROUPS = [
  'instruction',
  'reference',
  'identity',
  'birth-exact',
  'birth-year',
  'documents',
  'phones',
  'marks',
  'portrait',
  'vehicle',
  'livestock',
  'firearm',
  'place-exact',
  'place-cell',
  'place-region',
  'phrases',
  'narrative',
  'source',
] as const;

export type GroupName = (typeof GROUPS)[number];

/** Signed with the message, and released by no clause. */
export const FLAGS_GROUP = 'flags';

/** Levels of one fact, finest first. At most one level of a family is released. */
export const FAMILIES: readonly (readonly GroupName[])[] = [
  ['birth-exact', 'birth-year'],
  ['place-exact', 'place-cell', 'place-region'],
];

export type Groups = Partial<Record<GroupName, unknown>>;
