import { randomBytes, scrypt as scryptCallback, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const scrypt = promisify<string, Buffer, number, object, Buffer>(scryptCallback);
/** OWASP's minimum for scrypt: 2^15 × 8 × 128 bytes = 32 MB for each attempt. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const HASH_BYTES = 32;

/** A person who may sign in, without the password. */
export interface Officer {
  /** Service number: the `sub` of the officer's tokens. */
  username: string;
  /** By function, as the console greets them. */
  name: string;
  roles: string[];
  /** Code of the post where the officer serves. */
  post?: string;
}

/** As the provider keeps them: base64url. */
export interface RegisteredOfficer extends Officer {
  salt: string;
  hash: string;
}

export async function register(officer: Officer, password: string): Promise<RegisteredOfficer> {
  const salt = randomBytes(16);
  const hash = await hashOf(password, salt);
  return { ...officer, salt: salt.toString('base64url'), hash: hash.toString('base64url') };
}

/** The provider's officers by service number. */
export class Officers {
  readonly #byUsername: ReadonlyMap<string, RegisteredOfficer>;
  readonly #decoy = { salt: randomBytes(16), hash: randomBytes(HASH_BYTES) };

  constructor(officers: readonly RegisteredOfficer[]) {
    this.#byUsername = new Map(officers.map((officer) => [officer.username, officer]));
  }

  find(username: string): Officer | undefined {
    return this.#byUsername.get(username);
  }

  /** The officer of this password; an unknown service number costs as much time as a wrong password. */
  async authenticate(username: string, password: string): Promise<Officer | null> {
    const known = this.#byUsername.get(username);
    const salt = known ? Buffer.from(known.salt, 'base64url') : this.#decoy.salt;
    const expected = known ? Buffer.from(known.hash, 'base64url') : this.#decoy.hash;
    const isRight = timingSafeEqual(await hashOf(password, salt), expected);
    return known && isRight ? known : null;
  }
}

async function hashOf(password: string, salt: Buffer): Promise<Buffer> {
  return await scrypt(password.normalize('NFKC'), salt, HASH_BYTES, COST);
}
