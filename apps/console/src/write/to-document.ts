import type {
  AlertDocument,
  DocumentType,
  IdentityDocument,
  Livestock,
  Person,
  PersonName,
  Place,
  Protection,
  Sex,
  Source,
  SourceType,
  Species,
  Vehicle,
} from '@passerelle/exchange-model';
import type { Post } from '../session/session.js';
import type { FieldName } from './fields.js';
import type { AlertForm } from './form.js';
import {
  birthOf,
  phonesOf,
  phrasesOf,
  pointOf,
  scriptOf,
  tidy,
  tidyCode,
  tidyLines,
} from './typed-values.js';

/** The choice "another place" of the field `placePost`. */
export const ANOTHER_PLACE = 'point';

interface Writing {
  posts: readonly Post[];
  /** Of the narrative: the language of the screen it is typed on. */
  language: string;
}

/**
 * The document that is previewed and sent: one function, so that both are the same bytes. What was left out or is
 * unknown is absent. Of an alert that is changed, what the form does not show stays as it was.
 */
export function toDocument(form: AlertForm, { posts, language }: Writing): AlertDocument {
  const { fields, replaces } = form;
  const before = replaces?.document;
  const narrative = tidyLines(fields.narrative);
  return present({
    category: form.category,
    action: form.action,
    urgency: form.urgency,
    status: form.status,
    handling: form.handling,
    legalGround: form.legalGround,
    evaluation: form.evaluation,
    warnings: form.warnings.length > 0 ? form.warnings : undefined,
    expiresAt: form.expiresAt,
    reference: tidy(fields.reference),
    person: personOf(fields, before?.person),
    vehicle: vehicleOf(fields),
    livestock: livestockOf(fields),
    place: placeOf(fields, posts, before?.place),
    phrases: phrasesOf(fields.phrases),
    narrative: narrative
      ? {
          language: narrative === before?.narrative?.text ? before.narrative.language : language,
          text: narrative,
        }
      : undefined,
    source: sourceOf(fields),
  }) as unknown as AlertDocument;
}

type Fields = Readonly<Record<FieldName, string>>;

function personOf(fields: Fields, before: Person | undefined): Person | undefined {
  const protection = (fields.protection || undefined) as Protection | undefined;
  const person = present({
    names: namesOf(fields, before?.names),
    birth: tidy(fields.birth) ? birthOf(fields.birth) : undefined,
    sex: fields.sex as Sex,
    nationalities: [tidyCode(fields.nationality), ...(before?.nationalities?.slice(1) ?? [])].filter(Boolean),
    documents: documentsOf(fields, before?.documents),
    phones: phonesOf(fields.phone),
    marks: tidyLines(fields.marks),
    portrait: before?.portrait,
  });
  const named = Object.keys(person).length > 0;
  if (!named && protection === undefined) return undefined;
  return { ...person, ...(protection !== undefined && { protection }) } as Person;
}

function namesOf(fields: Fields, before: readonly PersonName[] = []): PersonName[] {
  const typed = [tidy(fields.name), tidy(fields.otherName)];
  const shown = typed.flatMap((full, index): PersonName[] => {
    if (full === '') return [];
    const known = before[index];
    if (known?.full === full) return [known];
    const script = scriptOf(full);
    // The same person in other letters keeps the name; in the same letters it is another name.
    const isOther = index === 1 && script === scriptOf(typed[0] ?? '');
    return [{ type: isOther ? 'alias' : 'primary', script, full }];
  });
  return [...shown, ...before.slice(2)];
}

function documentsOf(fields: Fields, before: readonly IdentityDocument[] = []): IdentityDocument[] {
  const number = tidyCode(fields.documentNumber);
  const [known, ...others] = before;
  if (number === '') return others;
  const type = (fields.documentType || 'other') as DocumentType;
  return [known?.number === number && known.type === type ? known : { type, number }, ...others];
}

function vehicleOf(fields: Fields): Vehicle | undefined {
  return filled({
    plate: tidyCode(fields.plate),
    type: tidy(fields.vehicleType),
    make: tidy(fields.make),
    colour: tidy(fields.colour),
  });
}

function livestockOf(fields: Fields): Livestock | undefined {
  const herd = filled({
    species: fields.species as Species,
    count: numberOf(fields.count),
    brand: tidy(fields.brand),
    earNotch: tidy(fields.earNotch),
    coat: tidy(fields.coat),
    corridor: tidy(fields.corridor),
  });
  return herd as Livestock | undefined;
}

/** What is no number goes as it was typed, for the rule to be named. */
function numberOf(text: string): number | undefined {
  const typed = tidy(text).replace(/[\s.]/g, '');
  if (typed === '') return undefined;
  return /^\d+$/.test(typed) ? Number(typed) : (typed as unknown as number);
}

function placeOf(fields: Fields, posts: readonly Post[], before: Place | undefined): Place | undefined {
  const name = tidy(fields.placeName);
  const post = posts.find(({ code }) => code === fields.placePost);
  if (post) {
    const same = before?.post === post.code ? before : { lat: post.lat, lon: post.lon };
    return { ...same, name: name || post.name, post: post.code };
  }
  if (fields.placePost !== ANOTHER_PLACE) return undefined;
  const point = pointOf(fields.placePoint);
  if (!point) return undefined;
  const same = before?.lat === point.lat && before.lon === point.lon ? before : {};
  return { ...same, ...point, ...(name !== '' && { name }) };
}

function sourceOf(fields: Fields): Source | undefined {
  if (fields.sourceType === '') return undefined;
  return present({
    type: fields.sourceType as SourceType,
    contact: tidy(fields.sourceContact),
    note: tidyLines(fields.sourceNote),
  }) as unknown as Source;
}

function filled<T extends object>(members: T): Partial<T> | undefined {
  const kept = present(members);
  return Object.keys(kept).length > 0 ? kept : undefined;
}

function present<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  ) as Partial<T>;
}
