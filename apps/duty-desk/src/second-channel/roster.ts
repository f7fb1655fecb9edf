import { type Level, LEVELS } from '@passerelle/exchange-model';
import { ConfigError } from '@passerelle/runtime';
import { plainToInstance } from 'class-transformer';
import { IsIn, IsString, Length, Matches, validateSync } from 'class-validator';
import { readFileSync } from 'node:fs';

/** Whom a level is paged by: a duty telephone, a mailbox. */
export class Contact {
  @IsIn(LEVELS) level!: Level;
  /** The gateway's name for how: `sms`, `voice`, `email`. */
  @Matches(/^[a-z][a-z0-9-]{0,19}$/) channel!: string;
  @IsString() @Length(1, 200) address!: string;
}

/** Who is to be reached at each level. */
export class Roster {
  constructor(private readonly contacts: readonly Contact[]) {}

  of(level: Level): Contact[] {
    return this.contacts.filter((contact) => contact.level === level);
  }

  /** A chain through such a level depends on somebody having the desk open. */
  get levelsWithoutContact(): Level[] {
    return LEVELS.filter((level) => this.of(level).length === 0);
  }
}

/**
 * The roster of a file: a JSON array of `{level, channel, address}`; none without a file.
 *
 * @throws ConfigError naming the entry and its member, never its value
 */
export function readRoster(file: string | undefined): Roster {
  if (file === undefined) return new Roster([]);
  const entries = parse(file).map((entry) => plainToInstance(Contact, entry));
  const problems = entries.flatMap((contact, index) =>
    validateSync(contact, { whitelist: true, forbidNonWhitelisted: true }).map(
      ({ property }) => `ROSTER_FILE entry ${index}: ${property} is not valid`,
    ),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return new Roster(entries);
}

function parse(file: string): object[] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null))
      return value;
  } catch {
    // told below
  }
  throw new ConfigError(['ROSTER_FILE must be a readable JSON array of {level, channel, address}']);
}
