import { Inject, Injectable } from '@nestjs/common';
import { LOOKUP_KINDS, type LookupKey, lookupKeyOf } from '@passerelle/exchange-model';
import { WatchlistEntryRepository, WatchlistLookupRepository } from '@passerelle/persistence';
import { Clock, ValidationProblem } from '@passerelle/runtime';
import { type EntryItem, EntryReading } from './entry-reading.js';
import type { LookupDto } from './entry-requests.dto.js';
import { LookupMacs } from './lookup-macs.js';

/** Finds entries by a number: document, plate, phone, serial of a firearm, brand of a herd. */
@Injectable()
export class Lookups {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(WatchlistLookupRepository) private readonly lookups: WatchlistLookupRepository,
    @Inject(WatchlistEntryRepository) private readonly entries: WatchlistEntryRepository,
    @Inject(LookupMacs) private readonly macs: LookupMacs,
    @Inject(EntryReading) private readonly reading: EntryReading,
  ) {}

  /** @throws ValidationProblem unless exactly one number is asked for */
  async find(asked: LookupDto): Promise<EntryItem[]> {
    const key = keyOf(asked);
    const ids = await this.lookups.find(key.kind, this.macs.of(key), asked.list ?? null, this.clock.now());
    const items = await this.reading.items(await this.entries.findAll(ids));
    const { issuer } = asked.document ?? {};
    return issuer === undefined ? items : items.filter((item) => mayBeOf(item, key, issuer));
  }
}

function keyOf(asked: LookupDto): LookupKey {
  const { document, plate, phone, serial, brand } = asked;
  const written = { document: document?.number, plate, phone, serial, brand };
  const kinds = LOOKUP_KINDS.filter((kind) => written[kind] !== undefined);
  const [kind] = kinds;
  const key = kind && kinds.length === 1 ? lookupKeyOf(kind, written[kind]) : null;
  if (!key)
    throw new ValidationProblem([{ path: '', rule: 'one-number', message: 'must name exactly one number' }]);
  return key;
}

/** An issuer that is not known excludes nothing. */
function mayBeOf({ person }: EntryItem, { value }: LookupKey, issuer: string): boolean {
  return (person?.documents ?? []).some(
    (document) =>
      lookupKeyOf('document', document.number)?.value === value && (document.issuer ?? issuer) === issuer,
  );
}
