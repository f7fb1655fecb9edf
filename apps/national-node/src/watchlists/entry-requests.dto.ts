import {
  REQUESTABLE_WITHDRAWAL_REASONS,
  type RequestableWithdrawalReason,
  type Watchlist,
  WATCHLISTS,
} from '@passerelle/exchange-model';
import { IsMoment } from '@passerelle/runtime';
import { IsIn, IsObject, Matches, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { Optional, Text } from '../alerts/text.js';

/** Filters of a list; they repeat with the cursor. */
export class EntryQueryDto {
  @Optional() @Matches(/^[A-Z]{2}$/) origin?: string;
  /** Stored here at or after, RFC 3339. */
  @Optional() @IsMoment() since?: string;
  @Optional() @Text(500) cursor?: string;
}

export class RemovalQueryDto {
  /** Default: other. */
  @Optional() @IsIn(REQUESTABLE_WITHDRAWAL_REASONS) reason?: RequestableWithdrawalReason;
}

export class DocumentLookupDto {
  @Text(40) number!: string;
  /** Narrows to documents of this issuer and those whose issuer is not known. */
  @Optional() @Matches(/^[A-Z]{3}$/) issuer?: string;
}

/** Exactly one number; `list` narrows to one list. */
export class LookupDto {
  @Optional() @IsIn(WATCHLISTS) list?: Watchlist;
  @Optional() @IsObject() @ValidateNested() @Type(() => DocumentLookupDto) document?: DocumentLookupDto;
  @Optional() @Text(30) plate?: string;
  @Optional() @Text(40) phone?: string;
  @Optional() @Text(60) serial?: string;
  @Optional() @Text(60) brand?: string;
}
