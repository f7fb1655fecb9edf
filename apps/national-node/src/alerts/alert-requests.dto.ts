import {
  CATEGORIES,
  type Category,
  REQUESTABLE_WITHDRAWAL_REASONS,
  type RequestableWithdrawalReason,
} from '@passerelle/exchange-model';
import { IsMoment } from '@passerelle/runtime';
import { IsIn, Matches } from 'class-validator';
import { Optional, Text } from './text.js';

export class WithdrawalDto {
  @IsIn(REQUESTABLE_WITHDRAWAL_REASONS) reason!: RequestableWithdrawalReason;
}

/** Filters of the list; they repeat with the cursor. */
export class AlertQueryDto {
  @Optional() @Matches(/^[A-Z]{2}$/) origin?: string;
  @Optional() @IsIn(CATEGORIES) category?: Category;
  /** Stored here at or after, RFC 3339. */
  @Optional() @IsMoment() since?: string;
  @Optional() @Text(500) cursor?: string;
}
