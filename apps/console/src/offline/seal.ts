import type { Sealed } from './store.js';

const NONCE_BYTES = 12;
const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** A key that this device can use and nobody can read (WebCrypto, not extractable). */
export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** AES-GCM over the JSON of a value, bound to its place so that records can not be exchanged for one another. */
export async function seal(key: CryptoKey, place: string, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: encode(place) };
  return { iv, bytes: await crypto.subtle.encrypt(algorithm, key, encode(JSON.stringify(value))) };
}

/** The value again; null when it was sealed with another key, for another place, or was changed. */
export async function unseal(key: CryptoKey, place: string, { iv, bytes }: Sealed): Promise<unknown> {
  try {
    const algorithm = { name: 'AES-GCM', iv, additionalData: encode(place) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, bytes)));
  } catch {
    return null;
  }
}
