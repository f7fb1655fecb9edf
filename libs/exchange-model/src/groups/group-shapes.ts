import { ExchangeModelError } from '../errors.js';
import { code, integer, list, object, type Shape, shaped, text } from '../strict/shape.js';
import {
  ACTIONS,
  DOCUMENT_TYPES,
  INFORMATION_GRADES,
  LEGAL_GROUNDS,
  NAME_PART_KINDS,
  NAME_TYPES,
  PROHIBITED_GROUNDS,
  SCRIPTS,
  SEXES,
  SOURCE_GRADES,
  SOURCE_TYPES,
  SPECIES,
  WARNINGS,
} from '../vocabulary/codes.js';
import { type GroupName, GROUPS } from './group-names.js';

/** Free text; the originator's node counts its characters, here only the token's own limit holds. */
const words = text(/^(?:[^\p{Cs}\p{Cc}]|[\n\t])+$/u);
const COUNTRY = /^[A-Z]{3}$/;
const PHONE = /^[+0-9][0-9 ()./-]{2,30}$/;
const BASE64 = /^[A-Za-z0-9+/]{1,24000}={0,2}$/;
const geohash = (characters: number) => text(new RegExp(`^[0-9b-hjkmnp-z]{${characters}}$`));

const degrees = (most: number): Shape<number> =>
  shaped({ type: 'number', minimum: -most, maximum: most }, (value, path, fail) => {
    if (typeof value !== 'number') return fail(path, 'not-a-number');
    return Math.abs(value) <= most ? value : fail(path, 'range');
  });

const year = object({ date: text(/^\d{4}$/), precision: code(['year']) });
const month = object({ date: text(/^\d{4}-\d{2}$/), precision: code(['month']) });
const day = object({ date: text(/^\d{4}-\d{2}-\d{2}$/), precision: code(['day']) });
const BIRTHS: Record<string, Shape<unknown>> = { year, month };
const birth: Shape<unknown> = shaped(
  { anyOf: [year.schema, month.schema, day.schema] },
  (value, path, fail) =>
    (BIRTHS[String((value as { precision?: unknown } | null)?.precision)] ?? day)(value, path, fail),
);

const personName = object(
  { type: code(NAME_TYPES), script: code(SCRIPTS), full: words },
  { parts: list(object({ kind: code(NAME_PART_KINDS), text: words }), 0, 12) },
);

/** What each group may hold: as much as `AlertDocument` and the generalised levels say, and no member more. */
export const GROUP_SHAPES: Readonly<Record<GroupName, Shape<unknown>>> = {
  instruction: object({
    action: code(ACTIONS),
    warnings: list(code(WARNINGS)),
    legalGround: code([...LEGAL_GROUNDS, ...PROHIBITED_GROUNDS]),
    evaluation: object({ source: code(SOURCE_GRADES), information: code(INFORMATION_GRADES) }),
  }),
  reference: words,
  identity: object(
    {},
    { names: list(personName, 0, 10), sex: code(SEXES), nationalities: list(text(COUNTRY), 0, 5) },
  ),
  'birth-exact': birth,
  'birth-year': year,
  documents: list(object({ type: code(DOCUMENT_TYPES), number: words }, { issuer: text(COUNTRY) }), 1, 10),
  phones: list(text(PHONE), 1, 10),
  marks: words,
  portrait: text(BASE64),
  vehicle: object({}, { plate: words, type: words, make: words, colour: words }),
  livestock: object(
    { species: code(SPECIES) },
    {
      count: integer(1, 100_000),
      brand: words,
      earNotch: words,
      coat: words,
      corridor: words,
    },
  ),
  firearm: object({}, { type: words, make: words, model: words, calibre: words, serial: words }),
  'place-exact': object(
    { lat: degrees(90), lon: degrees(180) },
    { radiusMetres: integer(1, 100_000), name: words, post: text(/^[A-Z]{2}-[A-Z0-9]{2,8}$/) },
  ),
  'place-cell': object({ cell: geohash(5) }),
  'place-region': object({ region: geohash(3) }),
  phrases: list(words, 1, 20),
  narrative: object({ language: text(/^[a-z]{2,3}$/), text: words }),
  source: object({ type: code(SOURCE_TYPES) }, { contact: words, note: words }),
};

/**
 * The names of the groups of a verified token, each known and holding nothing but what its name says: an agreement
 * releases groups by name, so a name must not carry another group's content.
 * @throws ExchangeModelError naming group, member and rule
 */
export function groupNamesOf(groups: ReadonlyMap<string, unknown>): GroupName[] {
  return [...groups].map(([name, value]) => {
    if (!(GROUPS as readonly string[]).includes(name))
      throw new ExchangeModelError(`/${name}`, 'unknown-group');
    GROUP_SHAPES[name as GroupName](value, `/${name}`, (path, rule) => {
      throw new ExchangeModelError(path, rule);
    });
    return name as GroupName;
  });
}
