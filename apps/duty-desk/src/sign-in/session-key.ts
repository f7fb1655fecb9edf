import { CompactEncrypt, compactDecrypt } from 'jose';
import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

const HEADER = { alg: 'dir', enc: 'A256GCM' } as const;

/** What the desk's session key does: seals what only the desk may read, and derives what only it can know. */
export class SessionKey {
  readonly #sealing: KeyObject;
  readonly #csrf: KeyObject;

  constructor(secret: KeyObject) {
    this.#sealing = derived(secret, 'sealing');
    this.#csrf = derived(secret, 'csrf');
  }

  /** A JWE (RFC 7516) that opens for the same `purpose` only. */
  async seal(purpose: string, content: object): Promise<string> {
    const plaintext = Buffer.from(JSON.stringify(content));
    return await new CompactEncrypt(plaintext)
      .setProtectedHeader({ ...HEADER, typ: purpose })
      .encrypt(this.#sealing);
  }

  /** null for what was not sealed here for this purpose. */
  async open<T>(purpose: string, sealed: string): Promise<T | null> {
    const rules = { keyManagementAlgorithms: [HEADER.alg], contentEncryptionAlgorithms: [HEADER.enc] };
    const opened = await compactDecrypt(sealed, this.#sealing, rules).catch(() => null);
    if (opened === null || opened.protectedHeader.typ !== purpose) return null;
    return JSON.parse(Buffer.from(opened.plaintext).toString()) as T;
  }

  /** The proof that a script of our own origin sends with a change; useless for any other session. */
  csrfOf(sessionKey: string): string {
    return createHmac('sha256', this.#csrf).update(sessionKey).digest('base64url');
  }
}

/** What a session is filed under: the cookie's value itself is stored nowhere. */
export function sessionKeyOf(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64url');
}

/** One key for one use (RFC 5869). */
function derived(secret: KeyObject, use: string): KeyObject {
  const key = hkdfSync('sha256', secret, Buffer.alloc(0), `passerelle duty-desk session ${use}`, 32);
  return createSecretKey(Buffer.from(key));
}
