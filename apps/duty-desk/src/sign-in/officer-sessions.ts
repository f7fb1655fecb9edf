import { Inject, Injectable } from '@nestjs/common';
import { type OfficerSession, OfficerSessionRepository, withTransaction } from '@passerelle/persistence';
import { Clock, JsonLogger, PasserelleError } from '@passerelle/runtime';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { type OfficerTokens, OpenIdProvider } from './openid-provider.js';
import { RefreshGate } from './refresh-gate.js';
import { SessionKey, sessionKeyOf } from './session-key.js';

/** From the sign-in, whatever happens in between. */
export const SESSION_MS = 12 * 3_600_000;
/** An access token with less to live than this is refreshed first. */
const MARGIN_MS = 60_000;
const PURPOSE = 'officer-session';

/** A live session, as far as the browser may know it. */
export interface SignedInOfficer {
  subject: string;
  name: string;
  roles: readonly string[];
  post?: string;
  csrf: string;
  endsAt: Date;
}

/** A live session as the desk holds it. */
export interface LiveSession {
  key: string;
  tokens: OfficerTokens;
  officer: SignedInOfficer;
}

/** Officers' sessions: the browser holds a random cookie, the desk the tokens it stands for. */
@Injectable()
export class OfficerSessions {
  readonly #refreshing = new RefreshGate<OfficerTokens | null>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(OfficerSessionRepository) private readonly sessions: OfficerSessionRepository,
    @Inject(OpenIdProvider) private readonly provider: OpenIdProvider,
    @Inject(SessionKey) private readonly key: SessionKey,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  /** Begins a session under a cookie that nobody knew before. */
  async start(tokens: OfficerTokens): Promise<{ cookie: string; endsAt: Date }> {
    const cookie = randomBytes(32).toString('base64url');
    const startedAt = this.clock.now();
    const endsAt = new Date(startedAt.getTime() + SESSION_MS);
    await this.sessions.prune(startedAt);
    const sealed = await this.key.seal(PURPOSE, tokens);
    await this.sessions.insert({ key: sessionKeyOf(cookie), sealed, startedAt, endsAt });
    this.logger.info('session.started', { roles: tokens.principal.roles.join(' ') });
    return { cookie, endsAt };
  }

  /** null for a cookie whose session ended, or that never was one. */
  async find(cookie: string): Promise<LiveSession | null> {
    const session = await this.sessions.find(sessionKeyOf(cookie), this.clock.now());
    const tokens = session && (await this.#tokensOf(session));
    if (!session || !tokens) return null;
    const { key, endsAt } = session;
    const { principal, name } = tokens;
    return { key, tokens, officer: { ...principal, name, csrf: this.key.csrfOf(key), endsAt } };
  }

  /** Has nobody ended it meanwhile? */
  async isLive({ key }: LiveSession): Promise<boolean> {
    return (await this.sessions.find(key, this.clock.now())) !== null;
  }

  /**
   * The session's access token, refreshed where it is about to end; many requests at once refresh once. null where
   * the session ended meanwhile.
   *
   * @throws PasserelleError 503 `PSR_SIGN_IN_UNAVAILABLE` when it ended and the provider is away
   */
  async accessToken({ key, tokens }: LiveSession): Promise<string | null> {
    if (this.#isFresh(tokens)) return tokens.accessToken;
    const renewed = await this.#refreshing.once(key, () => this.#refresh(key));
    return renewed?.accessToken ?? null;
  }

  /** Ends the session here at once, and at the provider as far as it answers. */
  async end({ key, tokens }: LiveSession): Promise<void> {
    await this.sessions.remove(key);
    this.logger.info('session.ended', {});
    await this.provider.revoke(tokens).catch((error: unknown) => {
      this.logger.failure('session.revocation', error);
    });
  }

  async #tokensOf({ sealed }: OfficerSession): Promise<OfficerTokens | null> {
    return await this.key.open<OfficerTokens>(PURPOSE, sealed);
  }

  #isFresh({ expiresAt }: OfficerTokens): boolean {
    return Date.parse(expiresAt) - this.clock.now().getTime() > MARGIN_MS;
  }

  /** Under the row's lock: of several instances one refreshes, and the others find it done. */
  #refresh(key: string): Promise<OfficerTokens | null> {
    return withTransaction(this.dataSource, async (manager) => {
      const session = await this.sessions.lock(manager, key, this.clock.now());
      const tokens = session && (await this.#tokensOf(session));
      if (!tokens || this.#isFresh(tokens)) return tokens;
      const renewed = await this.#renew(tokens);
      if (renewed === null) await this.sessions.remove(key, manager);
      else await this.sessions.reseal(manager, key, await this.key.seal(PURPOSE, renewed));
      return renewed;
    });
  }

  /** While the provider is away, what is still valid serves on. */
  async #renew(tokens: OfficerTokens): Promise<OfficerTokens | null> {
    try {
      return await this.provider.refresh(tokens);
    } catch (error) {
      const isValid = Date.parse(tokens.expiresAt) > this.clock.now().getTime();
      if (isValid && error instanceof PasserelleError && error.retriable) return tokens;
      throw error;
    }
  }
}
