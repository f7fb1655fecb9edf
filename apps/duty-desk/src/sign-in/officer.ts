import { PasserelleError } from '@passerelle/runtime';
import type { Request } from 'express';
import type { LiveSession } from './officer-sessions.js';

/** A request whose cookie the session middleware found to be a live session's. */
export interface OfficerRequest extends Request {
  session?: LiveSession;
}

export function sessionEnded(): PasserelleError {
  return new PasserelleError('PSR_SESSION_ENDED', 'the session has ended: sign in again', { status: 401 });
}

export function forged(): PasserelleError {
  return new PasserelleError('PSR_CSRF', 'a change needs X-CSRF-Token of the session and its own Origin', {
    status: 403,
  });
}
