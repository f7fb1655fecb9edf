import { checkAlertDocument, type Violation } from '../alert/check.js';
import type { AlertDocument, Person } from '../alert/document.js';
import { violationMessage, type ViolationRule } from '../alert/violation-messages.js';
import type { GroupName } from '../groups/group-names.js';
import type { Watchlist } from '../vocabulary/codes.js';

/** Members that every entry may have, whatever its list. */
const OF_EVERY_LIST: readonly (keyof AlertDocument)[] = [
  'category',
  'action',
  'urgency',
  'status',
  'handling',
  'legalGround',
  'evaluation',
  'warnings',
  'expiresAt',
  'reference',
  'narrative',
  'source',
];

interface Subject {
  member: 'person' | 'vehicle' | 'livestock' | 'firearm';
  /** Of a person only these, of which the first must be there; protection always may, since it only keeps back. */
  of?: readonly (keyof Person)[];
  groups: readonly GroupName[];
}

/** What a list is about: a documents list knows a document and not its holder. */
const SUBJECTS: Readonly<Record<Watchlist, Subject>> = {
  persons: {
    member: 'person',
    groups: ['identity', 'birth-exact', 'birth-year', 'documents', 'phones', 'marks', 'portrait'],
  },
  documents: { member: 'person', of: ['documents'], groups: ['documents'] },
  phones: { member: 'person', of: ['phones'], groups: ['phones'] },
  vehicles: { member: 'vehicle', groups: ['vehicle'] },
  livestock: { member: 'livestock', groups: ['livestock'] },
  firearms: { member: 'firearm', groups: ['firearm'] },
};

/** Every group that an entry of the list can fill: a token carries as many digests, whatever is filled. */
export const entryGroupsOf = (list: Watchlist): readonly GroupName[] => [
  'instruction',
  'reference',
  ...SUBJECTS[list].groups,
  'narrative',
  'source',
];

/** What an entry need not say: an entry waits to be met, so it is routine, and real unless it says otherwise. */
export type IncomingEntry = Omit<AlertDocument, 'urgency' | 'status'> &
  Partial<Pick<AlertDocument, 'urgency' | 'status'>>;

export const entryDocumentOf = (entry: IncomingEntry): AlertDocument => ({
  ...entry,
  urgency: entry.urgency ?? 'routine',
  status: entry.status ?? 'Actual',
});

/** An entry is an alert restricted to the subject of its list; an empty answer means it may be recorded. */
export function checkEntryDocument(list: Watchlist, document: AlertDocument, now: Date): Violation[] {
  const own = [...checkSubject(list, document)].map(([path, rule]) => ({
    path,
    rule,
    message: violationMessage(rule, 'en'),
  }));
  return [...own, ...checkAlertDocument(document, now)];
}

function* checkSubject(list: Watchlist, document: AlertDocument): Iterable<[string, ViolationRule]> {
  const { member, of } = SUBJECTS[list];
  for (const name of Object.keys(document) as (keyof AlertDocument)[]) {
    const known = name === member || OF_EVERY_LIST.includes(name);
    if (!known && document[name] !== undefined) yield [`/${name}`, 'not-of-this-list'];
  }
  const subject = document[member] as Record<string, unknown> | undefined;
  if (!subject || isEmpty(of ? subject[of[0] ?? ''] : withoutProtection(subject))) {
    yield [of ? `/${member}/${of[0]}` : `/${member}`, 'subject-missing'];
  }
  for (const name of of && subject ? Object.keys(subject) : []) {
    const known = name === 'protection' || of?.includes(name as keyof Person);
    if (!known && subject?.[name] !== undefined) yield [`/${member}/${name}`, 'not-of-this-list'];
  }
}

function withoutProtection(subject: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(subject).filter(([name, value]) => name !== 'protection' && value !== undefined),
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || Object.keys(value as object).length === 0;
}
