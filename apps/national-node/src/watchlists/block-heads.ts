import { Inject, Injectable } from '@nestjs/common';
import type { BlockClaims, Watchlist } from '@passerelle/exchange-model';
import type { PartnerAgreements } from '@passerelle/keys';
import { Clock, IdSource } from '@passerelle/runtime';
import { NationalNodeConfig } from '../config.js';

/** Digests in a block of few entries and of many, decoys included. */
const FEW = 16;
const MANY = 128;

/** What every block of ours says, whatever entries it carries. */
@Injectable()
export class BlockHeads {
  constructor(
    @Inject(NationalNodeConfig) private readonly config: NationalNodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IdSource) private readonly ids: IdSource,
  ) {}

  /** @throws Error where the agreement pins no release key of ours: nothing can be let through then */
  claimsFor(list: Watchlist, partner: PartnerAgreements): BlockClaims {
    const at = this.clock.now();
    const kid = partner.releaseKid(at);
    if (kid === null) throw new Error(`the agreement with ${partner.partner} pins no release key of ours`);
    return {
      iss: this.config.nation,
      jti: this.ids.uuid(),
      iat: Math.floor(at.getTime() / 1000),
      lst: list,
      agr: partner.latest()?.agreement.id ?? '',
      cnf: { kid },
    };
  }
}

/** How many digests a block of so many entries has: two sizes only, so that the number says little. */
export const paddedTo = (entries: number): number => (entries < FEW ? FEW : MANY);

/** Cut by number and by bytes, in their order; what alone is too large stands alone. */
export function* cut<T>(
  items: readonly T[],
  most: { items: number; bytes: number },
  sizeOf: (item: T) => number,
): Iterable<T[]> {
  let part: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (part.length === most.items || (part.length > 0 && bytes + size > most.bytes)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
