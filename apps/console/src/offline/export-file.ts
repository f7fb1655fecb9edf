import type { Entry, Item } from './outbox-item.js';

const FORMAT = 'passerelle-outbox/1';
/** OWASP's figure for PBKDF2-HMAC-SHA256; the code itself has 80 bits. */
const ITERATIONS = 600_000;
/** Crockford's alphabet: no I, L, O, U to be read wrong. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_CHARACTERS = 16;

/** Why a file was not taken. */
export type ImportRefusal = 'not-an-export' | 'wrong-code' | 'other-officer';

export interface ExportFile {
  name: string;
  text: string;
  /** Opens the file; it stands nowhere in it. */
  code: string;
}

/** What an officer's work consists of. A file may have been made by anybody who had the code: nothing else is taken. */
const METHODS = ['POST', 'PUT'];
const WORK = /^\/(v1\/mutes|v1\/notifications\/[\w-]+\/[a-z-]+|api\/v1\/alerts(\/[\w-]+(\/withdrawal)?)?)$/;

interface Content {
  owner: string;
  items: readonly (Entry & { id: string })[];
}

/** Unsent requests as a file that only the code opens. The ids go along: sent twice, they are done once. */
export async function exportFile(owner: string, items: readonly Item[], now: Date): Promise<ExportFile> {
  const code = newCode();
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const content: Content = { owner, items: items.map(entryOf) };
  const data = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    await keyOf(code, salt),
    new TextEncoder().encode(JSON.stringify(content)),
  );
  const text = JSON.stringify({ format: FORMAT, salt: base64(salt), iv: base64(iv), data: base64(data) });
  return { name: `passerelle-${now.toISOString().slice(0, 16).replaceAll(':', '')}.json`, text, code };
}

/** The requests of a file, to be written down again under their own ids. */
export async function readExport(
  text: string,
  code: string,
  owner: string,
): Promise<{ entries: Content['items'] } | { refused: ImportRefusal }> {
  const file = parsed(text);
  if (file?.['format'] !== FORMAT) return { refused: 'not-an-export' };
  const [salt, iv, data] = ['salt', 'iv', 'data'].map((name) => bytes(file[name]));
  if (!salt || !iv || !data) return { refused: 'not-an-export' };
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await keyOf(code, salt), data);
    const content = JSON.parse(new TextDecoder().decode(plain)) as Content;
    if (content.owner !== owner) return { refused: 'other-officer' };
    return content.items.every(isWork) ? { entries: content.items } : { refused: 'not-an-export' };
  } catch {
    return { refused: 'wrong-code' };
  }
}

function isWork({ method, path }: Entry): boolean {
  return METHODS.includes(method) && WORK.test(path);
}

function entryOf({
  id,
  kind,
  method,
  path,
  body,
  ifMatch,
  label,
  subject,
  urgent,
}: Item): Entry & { id: string } {
  return { id, kind, method, path, body, label, subject, urgent, ...(ifMatch !== undefined && { ifMatch }) };
}

function newCode(): string {
  const random = crypto.getRandomValues(new Uint8Array(CODE_CHARACTERS));
  const characters = [...random].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return characters.replace(/(.{4})(?=.)/g, '$1-');
}

async function keyOf(code: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const typed = code
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '');
  const secret = await crypto.subtle.importKey('raw', new TextEncoder().encode(typed), 'PBKDF2', false, [
    'deriveKey',
  ]);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ITERATIONS };
  return crypto.subtle.deriveKey(derivation, secret, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function base64(buffer: ArrayBuffer | Uint8Array): string {
  return btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''));
}

function bytes(value: unknown): Uint8Array<ArrayBuffer> | null {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return null;
  return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
}
