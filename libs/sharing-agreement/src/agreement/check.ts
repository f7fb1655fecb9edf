import { FAMILIES } from '@passerelle/exchange-model';
import type { AgreementKey, Clause, SharingAgreement } from './agreement.js';
import type { AgreementErrorCode } from './errors.js';

export interface AgreementFlaw {
  path: string;
  code: AgreementErrorCode;
}

/** What an agreement must keep beyond its shape, so that it reads the same to a lawyer and to the bridge. */
export function checkAgreement(agreement: SharingAgreement): AgreementFlaw[] {
  return [
    ...checkParties(agreement),
    ...checkValidity(agreement),
    ...checkIds(agreement),
    ...agreement.clauses.flatMap((clause, index) => [...checkClause(clause, `/clauses/${index}`, agreement)]),
    ...checkApprovals(agreement.clauses),
    ...checkNever(agreement),
    ...checkKeys(agreement),
  ];
}

function* checkParties({ parties }: SharingAgreement): Iterable<AgreementFlaw> {
  if (parties[0] === parties[1]) yield { path: '/parties', code: 'parties-not-two' };
}

function* checkValidity({
  validFrom,
  validUntil,
  version,
  previous,
}: SharingAgreement): Iterable<AgreementFlaw> {
  if (Date.parse(validUntil) <= Date.parse(validFrom))
    yield { path: '/validUntil', code: 'validity-reversed' };
  if (version === 1 && previous !== null) yield { path: '/previous', code: 'first-version-with-previous' };
  if (version > 1 && previous === null) yield { path: '/previous', code: 'version-without-previous' };
}

function* checkIds({ never, clauses, otherwise, postInReceipts }: SharingAgreement): Iterable<AgreementFlaw> {
  const seen = new Set([otherwise.id]);
  const places = [
    ...never.map(({ id }, index) => ({ id, path: `/never/${index}/id` })),
    ...clauses.map(({ id }, index) => ({ id, path: `/clauses/${index}/id` })),
    ...(postInReceipts ? [{ id: postInReceipts.id, path: '/postInReceipts/id' }] : []),
  ];
  for (const { id, path } of places) {
    if (seen.has(id)) yield { path, code: 'clause-id-repeated' };
    seen.add(id);
  }
}

function* checkClause(clause: Clause, path: string, { parties }: SharingAgreement): Iterable<AgreementFlaw> {
  const [one, other] = parties;
  for (const [index, direction] of clause.directions.entries()) {
    if (direction !== `${one}>${other}` && direction !== `${other}>${one}`) {
      yield { path: `${path}/directions/${index}`, code: 'direction-foreign' };
    }
  }
  if (!clause.groups.includes('instruction')) yield { path: `${path}/groups`, code: 'instruction-missing' };
  for (const family of FAMILIES) {
    const levels = family.filter((group) => clause.groups.includes(group));
    if (levels.length > 1) yield { path: `${path}/groups`, code: 'two-levels-of-a-family' };
  }
}

/** Were one category released both with and without approval, striking out a clause could release more. */
function* checkApprovals(clauses: Clause[]): Iterable<AgreementFlaw> {
  const approvals = new Map<string, string>();
  for (const [index, { directions, categories, approval }] of clauses.entries()) {
    for (const subject of directions.flatMap((direction) =>
      categories.map((category) => direction + category),
    )) {
      const known = approvals.get(subject) ?? approval;
      if (known !== approval) yield { path: `/clauses/${index}/approval`, code: 'approval-mixed' };
      approvals.set(subject, known);
    }
  }
}

function* checkNever({ never }: SharingAgreement): Iterable<AgreementFlaw> {
  for (const [index, { groups, categories, protections, handling, grounds }] of never.entries()) {
    const named = groups ?? categories ?? protections ?? handling ?? grounds;
    if (named === undefined) yield { path: `/never/${index}`, code: 'never-without-object' };
  }
}

function* checkKeys({ keys, parties }: SharingAgreement): Iterable<AgreementFlaw> {
  const seen = new Set<string>();
  for (const [index, key] of keys.entries()) {
    const path = `/keys/${index}`;
    if (!parties.includes(key.nation)) yield { path: `${path}/nation`, code: 'key-foreign' };
    if (!fitsRole(key)) yield { path: `${path}/jwk`, code: 'key-unfit-for-role' };
    // One key in two roles or two nations could sign in the name of both.
    if (seen.has(key.jwk.kid)) yield { path: `${path}/jwk/kid`, code: 'key-repeated' };
    if (Date.parse(key.notAfter) <= Date.parse(key.notBefore)) {
      yield { path: `${path}/notAfter`, code: 'key-dates-reversed' };
    }
    seen.add(key.jwk.kid);
  }
}

function fitsRole({ role, jwk }: AgreementKey): boolean {
  return role === 'gate' ? jwk.kty === 'OKP' : jwk.kty === 'EC';
}
