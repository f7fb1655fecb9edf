import { PasserelleError } from '@passerelle/runtime';

/** At most so many items a page. */
export const PAGE_LIMIT = 100;

/** Oldest first; `next` asks for the page after this one and is null at the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Where the last page ended: its time and, among equal times, its id. */
export interface Cursor {
  at: Date;
  id: string;
}

export function encodeCursor({ at, id }: Cursor): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url');
}

/** @throws PasserelleError 400 `PSR_CURSOR_INVALID` for anything that is no cursor of ours with an id of this form */
export function decodeCursor(text: string, idForm: RegExp): Cursor {
  try {
    const [at, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [unknown, unknown];
    const cursor = { at: new Date(at as string), id: id as string };
    if (typeof at === 'string' && typeof id === 'string' && idForm.test(id) && encodeCursor(cursor) === text)
      return cursor;
  } catch {
    // told below
  }
  throw new PasserelleError('PSR_CURSOR_INVALID', 'the cursor is none that this service gave', {
    status: 400,
  });
}

/** Of `limit + 1` rows read, the page and the cursor to the next. */
export function pageOf<T>(rows: T[], limit: number, cursorOf: (row: T) => Cursor): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null };
}

export const UUID_FORM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const SERIAL_FORM = /^\d{1,18}$/;
