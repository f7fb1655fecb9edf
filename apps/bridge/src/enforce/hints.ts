import type { SourceRecord } from '@passerelle/link';
import { Refusal } from './refusal.js';

/** CloudEvents headers are unauthenticated hints: what is signed decides, and a difference is refused. */
export function requireMatchingHints(
  record: SourceRecord,
  signed: { type: string; source: string; key: string },
): void {
  const { headers } = record;
  const agrees =
    headers['ce_type'] === signed.type && headers['ce_source'] === signed.source && record.key === signed.key;
  if (!agrees) throw new Refusal('header-mismatch');
}

const CROSSING = /^(ce_[a-z]+|content-type|correlation-id)$/;

/** The hints that cross with a release: those of the message, none that the links add. */
export function hintsOf({ headers }: SourceRecord): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => CROSSING.test(name)));
}
