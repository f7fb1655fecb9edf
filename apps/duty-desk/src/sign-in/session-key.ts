import { CompactEncrypt, compactDecrypt } from 'jose';
import { createHash, createHmac, type KeyObject } from 'node:crypto';

const HEADER = { alg: 'dir', enc: 'A256GCM' } as const;

/** What the desk's session key does: seals what only the desk may read, and derives what only it can know. */
export class SessionKey {
  constructor(private readonly key: KeyObject) {}

  /** A JWE (RFC 7516) that opens for the same `purpose` only. */
  async seal(purpose: string, content: object): Promise<string> {
    const plaintext = Buffer.from(JSON.stringify(content));
    return await new CompactEncrypt(plaintext)
      .setProtectedHeader({ ...HEADER, typ: purpose })
      .encrypt(this.key);
  }

  /** null for what was not sealed here for this purpose. */
  async open<T>(purpose: string, sealed: string): Promise<T | null> {
    const rules = { keyManagementAlgorithms: [HEADER.alg], contentEncryptionAlgorithms: [HEADER.enc] };
    const opened = await compactDecrypt(sealed, this.key, rules).catch(() => null);
    if (opened === null || opened.protectedHeader.typ !== purpose) return null;
    return JSON.parse(Buffer.from(opened.plaintext).toString()) as T;
  }

  /** The proof that a script of our own origin sends with a change; useless for any other session. */
  csrfOf(sessionKey: string): string {
    return createHmac('sha256', this.key).update(`csrf ${sessionKey}`).digest('base64url');
  }
}

/** What a session is filed under: the cookie's value itself is stored nowhere. */
export function sessionKeyOf(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64url');
}
