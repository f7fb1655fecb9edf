import { PasserelleError } from '@passerelle/runtime';
import type { Request } from 'express';
import type { SignedInOfficer } from './officer-sessions.js';

/** What the session middleware found out about a request with a cookie. */
export interface OfficerRequest extends Request {
  officer?: SignedInOfficer;
  /** The session cookie's value; only what belongs to the session itself needs it. */
  sessionCookie?: string;
}

export function sessionEnded(): PasserelleError {
  return new PasserelleError('PSR_SESSION_ENDED', 'the session has ended: sign in again', { status: 401 });
}

export function forged(): PasserelleError {
  return new PasserelleError('PSR_CSRF', 'a change needs X-CSRF-Token of the session and its own Origin', {
    status: 403,
  });
}
