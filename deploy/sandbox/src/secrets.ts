import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { exists, writePrivate } from './files.js';

const SECRET_BYTES = 24;

/** Random passwords by login, made when first asked for and kept in one private file. */
export class Passwords {
  private constructor(
    private readonly file: string,
    private readonly known: Record<string, string>,
  ) {}

  static async open(file: string): Promise<Passwords> {
    const known = (await exists(file))
      ? (JSON.parse(await readFile(file, 'utf8')) as Record<string, string>)
      : {};
    return new Passwords(file, known);
  }

  of(login: string, invent = () => randomBytes(SECRET_BYTES).toString('base64url')): string {
    return (this.known[login] ??= invent());
  }

  /** To be called before a new password is used anywhere. */
  async save(): Promise<void> {
    await writePrivate(this.file, JSON.stringify(this.known, null, 2));
  }
}

const SYLLABLES = [
  'ba',
  'de',
  'fi',
  'go',
  'ku',
  'la',
  'me',
  'ni',
  'po',
  'ru',
  'sa',
  'te',
  'vi',
  'zo',
  'ka',
  'mo',
];

/** A password a person can type from a sheet of paper: 48 random bits as twelve syllables. */
export function typedPassword(bytes: Buffer = randomBytes(6)): string {
  const syllables = [...bytes].flatMap((byte) => [SYLLABLES[byte >> 4], SYLLABLES[byte & 15]]);
  return [0, 4, 8].map((at) => syllables.slice(at, at + 4).join('')).join('-');
}

/** A file with 32 random bytes, base64; the same ones for ever. */
export async function keepRandomSecret(file: string): Promise<void> {
  if (!(await exists(file))) await writePrivate(file, randomBytes(32).toString('base64'));
}
