import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { IsIn, Matches, MaxLength, ValidateIf, validateSync } from 'class-validator';
import { readFile } from 'node:fs/promises';
import { OFFSET } from '../offset.js';

const Optional = () => ValidateIf((_, value) => value !== undefined);
const LABEL = /^[a-zA-Z0-9][a-zA-Z0-9.-]{0,63}$/;
const NATION = /^[A-Z]{2}$/;

/** What an officer does with a partner's alert, once the desk has been told of it. */
export class ActLine {
  /** When, counted from the start of the run. */
  @Optional()
  @Matches(OFFSET, { message: 'at must be an offset such as +PT12M' })
  at?: string;

  /** Nation of the officer. */
  @Matches(NATION)
  in!: string;

  /** User name of the officer. */
  @Matches(LABEL)
  by!: string;

  @IsIn(['take', 'hand-back', 'sight', 'close'])
  do!: 'take' | 'hand-back' | 'sight' | 'close';

  /** Nation and label of the alert in that nation's story. */
  @Matches(NATION)
  from!: string;

  @Matches(LABEL)
  name!: string;

  /** Coded: outcome of a closure, reason of a hand-back, kind of a sighting. */
  @Optional()
  @Matches(LABEL)
  code?: string;

  @Optional()
  @MaxLength(500)
  note?: string;
}

/** Reads the acts of a story, in the order of the file. @throws Error naming line and rule: the file is ours */
export async function readActs(path: string): Promise<ActLine[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.flatMap((text, index) => (text.trim() === '' ? [] : [actOf(text, index + 1)]));
}

function actOf(text: string, number: number): ActLine {
  const act = plainToInstance(ActLine, JSON.parse(text) as object);
  const [error] = validateSync(act, { whitelist: true, forbidNonWhitelisted: true });
  if (error === undefined) return act;
  throw new Error(`line ${number}: ${error.property} ${Object.keys(error.constraints ?? {}).join(', ')}`);
}
