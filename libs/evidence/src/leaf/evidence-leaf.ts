import { canonicalBytes, CredentialError, parseStrictObject } from '@passerelle/credential';
import { DIGEST, EVIDENCE_KINDS, type EvidenceRecord, NATION, shape } from '@passerelle/exchange-model';
import { refuse } from '../errors.js';

const UUID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
const CODE = /^[A-Za-z0-9._-]{1,200}$/;

const uuid = shape.text(UUID);
const coded = shape.text(CODE);
const nation = shape.text(NATION);
const digest = shape.text(DIGEST);

const required = {
  v: shape.integer(1, 1),
  id: uuid,
  // A kind of a newer writer is evidence too.
  kind: shape.growing(EVIDENCE_KINDS, /^[a-z][a-z-]{0,39}$/),
  at: shape.time,
  nation,
  actor: coded,
  digest,
};
const optional = {
  alertId: uuid,
  iss: nation,
  jti: coded,
  version: shape.integer(0),
  partner: nation,
  agreement: coded,
  decisionDigest: digest,
  releaseDigest: digest,
  reason: coded,
};
const leafShape = shape.object(required, optional);

/**
 * A leaf of the national tree: one evidence record (docs/audit-events.md) in a closed form of version 1. Random ids,
 * digests and codes only; no member can hold a name, a number of a document, or a category.
 */
export type EvidenceLeaf = ReturnType<typeof leafShape>;

const MEMBERS = [...Object.keys(required), ...Object.keys(optional)];

/** What of an evidence record goes into the log: every member this version knows, as it stands there. */
export function leafOf(record: EvidenceRecord): EvidenceLeaf {
  const known = Object.entries({ ...record, v: 1 }).filter(([name]) => MEMBERS.includes(name));
  return shapely(Object.fromEntries(known));
}

/** The bytes that are hashed: RFC 8785. */
export function formatLeaf(leaf: EvidenceLeaf): Buffer {
  return canonicalBytes(shapely(leaf));
}

/**
 * Reads a leaf back. There is one spelling of it: what {@link formatLeaf} writes.
 * @throws EvidenceError PSR_LEAF_MALFORMED for any other, also for one with a member more
 */
export function parseLeaf(bytes: Uint8Array): EvidenceLeaf {
  const leaf = shapely(parsed(bytes));
  return canonicalBytes(leaf).equals(bytes) ? leaf : refuse('PSR_LEAF_MALFORMED');
}

function shapely(value: unknown): EvidenceLeaf {
  // The name of an unknown member is its writer's and stays out of the message.
  const place = (path: string, rule: string) => (rule === 'unknown-member' ? rule : `${path} ${rule}`);
  return leafShape(value, '', (path, rule) => refuse('PSR_LEAF_MALFORMED', place(path, rule)));
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return parseStrictObject(bytes);
  } catch (error) {
    if (error instanceof CredentialError) return refuse('PSR_LEAF_MALFORMED');
    throw error;
  }
}
