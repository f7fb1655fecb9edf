import { Inject, Injectable } from '@nestjs/common';
import { type LookupKey, lookupKeysOf, type PartialAlertDocument } from '@passerelle/exchange-model';
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

  ofEntry(entryId: string, document: PartialAlertDocument): EntryLookup[] {
    return lookupKeysOf(document).map((key) => ({ kind: key.kind, mac: this.of(key), entryId }));
  }
}
