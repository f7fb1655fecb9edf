import { hash } from 'node:crypto';

/** SHA-256, base64url. */
export function digest(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'base64url');
}

/** A SHA-256 digest in base64url: 43 characters, of which the last carries four bits. */
export const DIGEST_FORM = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
