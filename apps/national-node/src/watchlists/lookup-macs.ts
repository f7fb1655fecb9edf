import { Inject, Injectable } from '@nestjs/common';
import {
  type LookupKey,
  lookupKeysOf,
  type PartialAlertDocument,
  referenceKeyOf,
  type Watchlist,
} from '@passerelle/exchange-model';
import type { EntryLookup } from '@passerelle/persistence';
import { createHmac, type KeyObject } from 'node:crypto';
import { LOOKUP_SECRET } from '../tokens.js';

/** The keyed hash under which a number is found, and without its secret not even confirmed (docs/adr/0010). */
@Injectable()
export class LookupMacs {
  constructor(@Inject(LOOKUP_SECRET) private readonly secret: KeyObject) {}

  of({ kind, value }: LookupKey): Buffer {
    return createHmac('sha256', this.secret).update(`${kind}\n${value}`).digest();
  }

  /** Of a nation's own reference on one of its lists; null where there is none. */
  ofReference(list: Watchlist, reference: string | undefined): Buffer | null {
    const key = referenceKeyOf(reference);
    if (key === null) return null;
    return createHmac('sha256', this.secret).update(`reference\n${list}\n${key}`).digest();
  }

  ofEntry(entryId: string, document: PartialAlertDocument): EntryLookup[] {
    return lookupKeysOf(document).map((key) => ({ kind: key.kind, mac: this.of(key), entryId }));
  }
}
