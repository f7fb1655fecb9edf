import compression from 'compression';
import type { RequestHandler } from 'express';

/** Under this, a compressed answer is no smaller on the wire. */
const THRESHOLD_BYTES = 1_024;
const JSON_TYPE = /[/+]json\b/;
/** What answers here holds the session's own secret: never beside something a caller chose, in one compressed body. */
const SECRET = /^\/session(\/|$)/;

/**
 * Compresses JSON for the line to a post: a full queue of 200 is 80 KB, 16 KB on the wire. Never the event stream, which
 * must leave event by event; files of the console lie compressed on the disk.
 */
export function compress(): RequestHandler {
  return compression({
    threshold: THRESHOLD_BYTES,
    filter: (request, response) =>
      !SECRET.test(request.url ?? '') && JSON_TYPE.test(String(response.getHeader('Content-Type'))),
  });
}
