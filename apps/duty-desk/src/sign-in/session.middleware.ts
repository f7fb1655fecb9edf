import { Inject, Injectable } from '@nestjs/common';
import { JsonLogger } from '@passerelle/runtime';
import type { NextFunction, Response } from 'express';
import { timingSafeEqual } from 'node:crypto';
import { DutyDeskConfig } from '../config.js';
import { forged, type OfficerRequest, sessionEnded } from './officer.js';
import { OfficerSessions } from './officer-sessions.js';
import { SessionCookies } from './session-cookies.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What a cookie opens; files of the console, health and the API description ask for none. */
const PROTECTED = /^\/(v1|api|auditor|session)(\/|$)/;
const SESSION = /^\/session(\/|$)/;

/**
 * Turns an officer's cookie into the bearer token it stands for: everything behind sees bearer tokens only, and no
 * cookie. A request that brings a bearer token is a machine's and passes as it is.
 */
@Injectable()
export class SessionMiddleware {
  readonly #origin: string;

  constructor(
    @Inject(OfficerSessions) private readonly sessions: OfficerSessions,
    @Inject(SessionCookies) private readonly cookies: SessionCookies,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
    @Inject(DutyDeskConfig) { publicUrl }: DutyDeskConfig,
  ) {
    this.#origin = new URL(publicUrl).origin;
  }

  readonly handle = (request: OfficerRequest, response: Response, next: NextFunction): void => {
    this.#resolve(request, response).then(() => next(), next);
  };

  async #resolve(request: OfficerRequest, response: Response): Promise<void> {
    const cookie = this.cookies.session(request);
    delete request.headers.cookie;
    if (cookie === undefined || !PROTECTED.test(request.path)) return;
    if (request.headers.authorization !== undefined) return;
    const session = await this.sessions.find(cookie);
    if (session !== null) {
      if (!SAFE_METHODS.has(request.method)) this.#demandOwnOrigin(request, session.officer.csrf);
      response.setHeader('Cache-Control', 'no-store'); // a shared computer: nothing stays behind a sign-out
      request.session = session;
    }
    if (SESSION.test(request.path)) return;
    const token = session && (await this.sessions.accessToken(session));
    if (!token) {
      this.cookies.clearSession(response);
      throw sessionEnded();
    }
    request.headers.authorization = `Bearer ${token}`;
  }

  /** Both, because each has failed alone somewhere: the token of this session, and a page of our own that sends it. */
  #demandOwnOrigin(request: OfficerRequest, csrf: string): void {
    const told = Buffer.from(String(request.headers['x-csrf-token'] ?? ''));
    const expected = Buffer.from(csrf);
    const isTold = told.length === expected.length && timingSafeEqual(told, expected);
    delete request.headers['x-csrf-token'];
    if (isTold && request.headers.origin === this.#origin) return;
    this.logger.warn('session.forged-request', { method: request.method });
    throw forged();
  }
}
