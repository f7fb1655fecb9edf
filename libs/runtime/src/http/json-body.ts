import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { PasserelleError } from '../problems/passerelle-error.js';

/** The largest body that is read, in bytes. */
export const BODY_LIMIT_BYTES = 256 * 1024;

/** Deeper than any document of ours; bounds the recursion of everything that walks a body. */
const MAX_DEPTH = 32;

/** Formats of files, which a handler reads line by line as they come: only where a path ends in `/imports`. */
const LINE_FORMATS = ['application/x-ndjson', 'text/csv'];

/** 415 for a body that is not JSON, before anything reads it. */
export function requireJson(request: Request, _: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody || request.is('application/json')) return next();
  if (request.path.endsWith('/imports') && request.is(LINE_FORMATS)) return next();
  next(
    new PasserelleError('PSR_CONTENT_TYPE', 'the body must be application/json in UTF-8', { status: 415 }),
  );
}

/** RFC 7493 (I-JSON) where it protects us: no text a database can not store, no prototype members, no deep nesting. */
export const requireInteroperableJson: RequestHandler = (request, _, next) => {
  next(isInteroperable(request.body) ? undefined : malformed());
};

export function isInteroperable(body: unknown): boolean {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return false;
    if (!level.every(isCleanText)) return false;
    const parents = level.filter((value) => typeof value === 'object' && value !== null);
    if (parents.some((value) => !Object.keys(value).every(isCleanName))) return false;
    level = parents.flatMap((value) => Object.values(value));
  }
  return true;
}

function isCleanText(value: unknown): boolean {
  return typeof value !== 'string' || (!value.includes('\0') && !LONE_SURROGATE.test(value));
}

function isCleanName(name: string): boolean {
  return isCleanText(name) && name !== '__proto__' && name !== 'constructor';
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function malformed(): PasserelleError {
  return new PasserelleError('PSR_MALFORMED', 'the request can not be read', { status: 400 });
}
