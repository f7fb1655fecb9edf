import { Injectable, type PipeTransform } from '@nestjs/common';
import { type Watchlist, WATCHLISTS } from '@passerelle/exchange-model';
import { unknownList } from './watchlist-errors.js';

/** A path parameter that names a watchlist; anything else is 404. */
@Injectable()
export class KnownList implements PipeTransform<string, Watchlist> {
  transform(value: string): Watchlist {
    if (!(WATCHLISTS as readonly string[]).includes(value)) throw unknownList();
    return value as Watchlist;
  }
}
