import { Controller, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import { Public } from '@passerelle/runtime';
import type { Response } from 'express';
import { DutyDeskConfig } from '../config.js';
import { POSTS } from './posts.js';
import type { OfficerRequest } from './officer.js';
import { OfficerSessions } from './officer-sessions.js';
import { type PostItem, SessionItem } from './session.dto.js';
import { SessionCookies } from './session-cookies.js';

/** The officer's session, as the console sees it. Signing in itself is `SignInController`'s. */
@Public()
@Controller('session')
export class SessionController {
  constructor(
    @Inject(OfficerSessions) private readonly sessions: OfficerSessions,
    @Inject(SessionCookies) private readonly cookies: SessionCookies,
    @Inject(DutyDeskConfig) private readonly config: DutyDeskConfig,
    @Inject(POSTS) private readonly posts: readonly PostItem[],
  ) {}

  /** Who is signed in here, if anybody. */
  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: SessionItem })
  readSession(@Req() { session }: OfficerRequest): SessionItem {
    const { nation, partners, demonstration } = this.config;
    if (session === undefined) return { signedIn: false, nation, partners: [], demonstration };
    const { subject, name, roles, post, csrf, endsAt } = session.officer;
    return {
      signedIn: true,
      subject,
      name,
      roles: [...roles],
      ...(post === undefined ? {} : { post }),
      nation,
      partners,
      posts: [...this.posts],
      demonstration,
      csrf,
      expiresAt: endsAt.toISOString(),
    };
  }

  /** Ends the session everywhere; without one there is nothing to end. */
  @Post('sign-out')
  @HttpCode(204)
  @ApiNoContentResponse()
  async signOut(
    @Req() { session }: OfficerRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    if (session === undefined) return; // a page elsewhere sends no cookie, and must not take ours away
    await this.sessions.end(session);
    this.cookies.clearSession(response);
  }
}
