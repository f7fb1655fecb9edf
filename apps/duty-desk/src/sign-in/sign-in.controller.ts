import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { JsonLogger, PasserelleError, Public } from '@passerelle/runtime';
import type { Request, Response } from 'express';
import { DutyDeskConfig } from '../config.js';
import { OpenIdProvider, type PendingSignIn } from './openid-provider.js';
import type { OfficerRequest } from './officer.js';
import { OfficerSessions } from './officer-sessions.js';
import { ownPath } from './own-path.js';
import { SignInQuery } from './session.dto.js';
import { type Place, SessionCookies } from './session-cookies.js';
import { SessionKey } from './session-key.js';

const PURPOSE = 'sign-in';

/** Why a sign-in did not come about, told to the console as `/?sign-in=<reason>`. */
type Failure = 'failed' | 'unavailable';

/** Officers' way to the provider and back: navigations of the browser, answered by redirects only. */
@ApiExcludeController()
@Public()
@Controller('session')
export class SignInController {
  constructor(
    @Inject(OpenIdProvider) private readonly provider: OpenIdProvider,
    @Inject(OfficerSessions) private readonly sessions: OfficerSessions,
    @Inject(SessionCookies) private readonly cookies: SessionCookies,
    @Inject(SessionKey) private readonly key: SessionKey,
    @Inject(DutyDeskConfig) private readonly config: DutyDeskConfig,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  @Get('sign-in')
  async signIn(
    @Query() query: SignInQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    try {
      const returnTo = ownPath(query.return, this.config.publicUrl);
      const { url, pending } = await this.provider.begin(returnTo, query.lang);
      this.cookies.setPending(request, response, await this.key.seal(PURPOSE, pending));
      this.#redirect(response, url.href);
    } catch (error) {
      this.#giveUp(response, error);
    }
  }

  /** The query is the provider's: openid-client judges it, together with the cookie of the browser that began. */
  @Get('callback')
  async callback(@Req() request: Request & OfficerRequest, @Res() response: Response): Promise<void> {
    const callback = new URL(request.originalUrl, this.config.publicUrl);
    const began = await this.#began(request, callback.searchParams.get('state'));
    if (began === null) return this.#failed(response, 'failed');
    const { place, pending } = began;
    this.cookies.clearPending(response, place);
    try {
      const tokens = await this.provider.finish(callback, pending);
      if (tokens === null) return this.#failed(response, 'failed');
      if (request.session !== undefined) await this.sessions.end(request.session);
      const { cookie, endsAt } = await this.sessions.start(tokens);
      this.cookies.setSession(response, cookie, endsAt);
      this.#redirect(response, pending.returnTo);
    } catch (error) {
      this.#giveUp(response, error);
    }
  }

  /** The sign-in of this `state` that the browser began. */
  async #began(
    request: Request,
    state: string | null,
  ): Promise<{ place: Place; pending: PendingSignIn } | null> {
    for (const { place, sealed } of this.cookies.pending(request)) {
      const pending = await this.key.open<PendingSignIn>(PURPOSE, sealed);
      if (pending?.state === state) return { place, pending };
    }
    return null;
  }

  #giveUp(response: Response, error: unknown): void {
    if (!(error instanceof PasserelleError && error.retriable)) throw error;
    this.logger.failure('session.provider', error);
    this.#failed(response, 'unavailable');
  }

  #failed(response: Response, reason: Failure): void {
    this.logger.warn('session.not-started', { reason });
    this.#redirect(response, `/?sign-in=${reason}`);
  }

  #redirect(response: Response, location: string): void {
    response.status(302).set({ Location: location, 'Cache-Control': 'no-store' }).end();
  }
}
