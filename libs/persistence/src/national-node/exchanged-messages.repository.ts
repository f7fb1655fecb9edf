import type { ExchangedEntry } from '@passerelle/exchange-model';
import type { DataSource, EntityManager } from 'typeorm';
import { leafOf } from '../watchlists/leaf.js';
import { notOvertaken } from './overtaken.js';
import { digestOfRange, entriesOfRange, type HeldRows } from './exchanged-ranges.js';

/** Alerts as two nations must hold them alike: the highest version of each, with the digest of its message. */
export class ExchangedMessagesRepository {
  constructor(private readonly dataSource: DataSource) {}

  digest(
    manager: EntityManager,
    side: 'released' | 'stored',
    partner: string,
    prefix: string,
    asOf: Date,
  ): Promise<{ count: number; dig: string }> {
    return digestOfRange(manager, prefix, held(side, partner, prefix, asOf));
  }

  entries(
    manager: EntityManager,
    side: 'released' | 'stored',
    partner: string,
    prefix: string,
    asOf: Date,
  ): Promise<ExchangedEntry[]> {
    return entriesOfRange(manager, held(side, partner, prefix, asOf));
  }

  /** Did we sign it for this partner, was it not withheld, and was nothing later released? */
  async mayHold(partner: string, { jti, ver, dig }: ExchangedEntry): Promise<boolean> {
    const found = await this.dataSource.query<unknown[]>(
      `select 1 from message join share using (jti)
       where message.direction = 'out' and message.jti = $2 and message.ver = $3 and message.digest = $4
         and message.outcome is distinct from 'withheld' and share.partner = $1
         and not exists (select 1 from message later where later.iss = message.iss and later.jti = message.jti
                         and later.ver > message.ver and later.outcome = 'released'
                         and later.answer is distinct from 'refused')`,
      [partner, jti, ver, dig],
    );
    return found.length === 1;
  }

  /** Neither answered themselves nor in a later version, which says all there is to say; oldest first. */
  unanswered(partner: string, releasedBefore: Date, now: Date, limit: number): Promise<ExchangedEntry[]> {
    return this.dataSource.query<ExchangedEntry[]>(
      `select message.jti, message.ver, message.digest as dig from message join share using (jti)
       where message.outcome = 'released' and message.answer is null and message.released_at < $2
         and message.expires_at > $3 and share.partner = $1 and ${notOvertaken('message')}
       order by message.released_at, message.jti limit $4`,
      [partner, releasedBefore, now, limit],
    );
  }
}

const held = (side: keyof typeof HIGHEST, partner: string, prefix: string, asOf: Date): HeldRows => ({
  sql: HIGHEST[side],
  parameters: [partner, prefix, asOf],
});

const PLACE = `encode(sha256(convert_to(message.jti, 'UTF8')), 'hex')`;
/** What is in the way of a later version counting: that it did not leave, or was not taken in. */
const later = (condition: string): string =>
  `not exists (select 1 from message later where later.iss = message.iss and later.jti = message.jti
               and later.ver > message.ver and ${condition})`;
const SELECT = `select ${leafOf('message.jti')} as leaf, message.jti, message.ver, message.digest from message`;

/** $1 partner, $2 prefix of the place, $3 as of */
const HIGHEST = {
  released: `
    ${SELECT} join share using (jti)
    where message.direction = 'out' and message.expires_at > $3 and share.partner = $1
      and starts_with(${PLACE}, $2)
      and message.outcome = 'released' and message.answer is distinct from 'refused'
      and ${later(`later.outcome = 'released' and later.answer is distinct from 'refused'`)}`,
  stored: `
    ${SELECT}
    where message.direction = 'in' and message.expires_at > $3 and message.iss = $1
      and starts_with(${PLACE}, $2)
      and ${later(`later.direction = 'in'`)}`,
};
