import { AccessTokens, PasserelleError } from '@passerelle/runtime';
import type { CryptoKey } from 'jose';
import * as client from 'openid-client';
import { type OfficerTokens, OpenIdProvider, type PendingSignIn } from './openid-provider.js';

export interface OpenIdClientOptions {
  issuer: string;
  clientId: string;
  /** Private, P-256. */
  clientKey: CryptoKey;
  /** Where the provider sends officers back. */
  redirectUri: string;
}

const TIMEOUT_SECONDS = 5;
const SCOPE = 'openid profile';

/**
 * Authorization code flow with PKCE (RFC 7636), `state` and `nonce`, by openid-client; the client proves itself by
 * `private_key_jwt`. The provider is looked up when it is first needed: a desk starts without it.
 */
export class OpenIdClientProvider extends OpenIdProvider {
  #configuration: Promise<client.Configuration> | undefined;

  constructor(
    private readonly options: OpenIdClientOptions,
    private readonly accessTokens: AccessTokens,
  ) {
    super();
  }

  override async begin(returnTo: string, language?: string): Promise<{ url: URL; pending: PendingSignIn }> {
    const configuration = await this.#discovered();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const codeVerifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.options.redirectUri,
      scope: SCOPE,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      prompt: 'login', // a shared computer never signs a colleague in silently
      ...(language === undefined ? {} : { ui_locales: language }),
    });
    return { url, pending: { state, nonce, codeVerifier, returnTo } };
  }

  override async finish(callback: URL, pending: PendingSignIn): Promise<OfficerTokens | null> {
    const configuration = await this.#discovered();
    const { state: expectedState, nonce: expectedNonce, codeVerifier: pkceCodeVerifier } = pending;
    const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true };
    try {
      const answer = await client.authorizationCodeGrant(configuration, callback, checks);
      return await this.#tokensOf(answer, answer.claims()?.['name']);
    } catch (error) {
      if (isRefusal(error)) return null;
      throw unavailable(error);
    }
  }

  override async refresh(tokens: OfficerTokens): Promise<OfficerTokens | null> {
    const configuration = await this.#discovered();
    try {
      const answer = await client.refreshTokenGrant(configuration, tokens.refreshToken);
      return await this.#tokensOf(answer, tokens.name, tokens.refreshToken);
    } catch (error) {
      if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') return null;
      throw unavailable(error);
    }
  }

  override async revoke({ refreshToken }: OfficerTokens): Promise<void> {
    await client.tokenRevocation(await this.#discovered(), refreshToken, {
      token_type_hint: 'refresh_token',
    });
  }

  /** Who the tokens speak for is what every service of the nation reads from them. */
  async #tokensOf(
    answer: client.TokenEndpointResponse,
    name: unknown,
    previousRefreshToken = '',
  ): Promise<OfficerTokens> {
    const { subject, roles, post, expiresAt } = await this.accessTokens.verify(answer.access_token);
    return {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token ?? previousRefreshToken,
      principal: { subject, roles, ...(post === undefined ? {} : { post }) },
      expiresAt: expiresAt.toISOString(),
      name: typeof name === 'string' ? name : subject,
    };
  }

  #discovered(): Promise<client.Configuration> {
    this.#configuration ??= this.#discover().catch((error: unknown) => {
      this.#configuration = undefined;
      throw unavailable(error);
    });
    return this.#configuration;
  }

  async #discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientKey } = this.options;
    const isLocal = new URL(issuer).protocol === 'http:';
    return await client.discovery(
      new URL(issuer),
      clientId,
      { id_token_signed_response_alg: 'ES256' },
      client.PrivateKeyJwt(clientKey),
      {
        timeout: TIMEOUT_SECONDS,
        execute: [client.enableNonRepudiationChecks, ...(isLocal ? [client.allowInsecureRequests] : [])],
      },
    );
  }
}

/** Codes of openid-client that say nothing about the answer: none came, or not from a provider that works. */
const NO_ANSWER = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM']);

/** The provider said no, or what it said does not belong to this sign-in. */
function isRefusal(error: unknown): boolean {
  if (error instanceof PasserelleError) return error.status === 401;
  if (error instanceof client.ResponseBodyError) return error.status < 500;
  if (error instanceof client.AuthorizationResponseError) return true;
  return error instanceof client.ClientError && error.code !== undefined && !NO_ANSWER.has(error.code);
}

function unavailable(cause: unknown): PasserelleError {
  return new PasserelleError('PSR_SIGN_IN_UNAVAILABLE', 'the sign-in provider can not be reached now', {
    status: 503,
    retriable: true,
    cause,
  });
}
