import type { PartialAlertDocument, Person } from '../alert/document.js';
import type { ClearClaims } from '../claims/clear-claims.js';
import type { Groups } from './group-names.js';

type DocumentClaims = Pick<ClearClaims, 'cat' | 'urg' | 'sta' | 'hnd' | 'exp'>;

/** Reads the groups back as an alert document: the receiver's view, in which what was withheld is absent. */
export function documentOf(clear: DocumentClaims, groups: Groups): PartialAlertDocument {
  const { warnings, ...instruction } = (groups.instruction ?? {}) as Pick<
    PartialAlertDocument,
    'action' | 'warnings' | 'legalGround' | 'evaluation'
  >;
  return present({
    category: clear.cat,
    ...instruction,
    warnings: warnings?.length ? warnings : undefined,
    urgency: clear.urg,
    status: clear.sta,
    handling: clear.hnd,
    expiresAt: momentOf(clear.exp),
    reference: groups.reference,
    person: personOf(groups),
    vehicle: groups.vehicle,
    livestock: groups.livestock,
    firearm: groups.firearm,
    place: groups['place-exact'] ?? groups['place-cell'] ?? groups['place-region'],
    phrases: groups.phrases,
    narrative: groups.narrative,
    source: groups.source,
  });
}

function personOf(groups: Groups): Person | undefined {
  const person = present({
    ...(groups.identity as object | undefined),
    birth: groups['birth-exact'] ?? groups['birth-year'],
    documents: groups.documents,
    phones: groups.phones,
    marks: groups.marks,
    portrait: groups.portrait,
  });
  return Object.keys(person).length > 0 ? person : undefined;
}

/** Whole seconds, as the claim counts them. */
function momentOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function present(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
