import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayUnique,
  Equals,
  IsArray,
  IsIn,
  IsObject,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { OFFSET } from './offset.js';

const Optional = () => ValidateIf((_, value) => value !== undefined);
const CODE = /^[a-zA-Z0-9][a-zA-Z0-9.-]{0,63}$/;

/** What the two nations' agreement makes of a line: for the reader of a story, and for tests to compare with. */
export class Expectation {
  /** What becomes of it at the partner: `no-longer-shared` is an update that takes a released alert back. */
  @Optional()
  @IsIn(['released', 'withheld', 'no-longer-shared'])
  partner?: 'released' | 'withheld' | 'no-longer-shared';

  /** The coded reason of a decision to withhold. */
  @Optional()
  @Matches(CODE)
  reason?: string;

  /** The clause of the agreement that decides. */
  @Optional()
  @Matches(CODE)
  clause?: string;

  /** Disclosure groups this alert fills and the partner must not see. */
  @Optional()
  @IsArray()
  @ArrayUnique()
  @Matches(CODE, { each: true })
  withheldGroups?: string[];

  /** Our own node refuses the line, by this rule (422). */
  @Optional()
  @Matches(CODE)
  rejected?: string;
}

abstract class Line {
  /** When, counted from the start of the run. */
  @Optional()
  @Matches(OFFSET, { message: 'at must be an offset such as +PT12M' })
  at?: string;

  /** The label by which later lines mean this alert. Never personal data: reports quote it. */
  @Matches(CODE)
  name!: string;

  /** What the line shows, in words, for the reader of the file. */
  @Optional()
  @MaxLength(500)
  note?: string;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => Expectation)
  expect?: Expectation;
}

/** A new alert. Its content is judged by the national node, not here. */
export class IssueLine extends Line {
  @Equals('issue')
  do!: 'issue';

  @IsObject()
  alert!: Record<string, unknown>;
}

/** The complete new state of an alert issued before. */
export class UpdateLine extends Line {
  @Equals('update')
  do!: 'update';

  @IsObject()
  alert!: Record<string, unknown>;
}

export class WithdrawLine extends Line {
  @Equals('withdraw')
  do!: 'withdraw';

  @IsIn(['resolved', 'mistaken', 'other'])
  reason!: 'resolved' | 'mistaken' | 'other';
}

export type StoryLine = IssueLine | UpdateLine | WithdrawLine;

export const LINE_CLASSES = { issue: IssueLine, update: UpdateLine, withdraw: WithdrawLine } as const;
