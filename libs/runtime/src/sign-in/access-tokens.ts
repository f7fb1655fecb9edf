import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../clock.js';
import { PasserelleError } from '../problems/passerelle-error.js';
import type { Principal } from './roles.js';

export interface AccessTokenRules {
  issuer: string;
  audience: string;
  /** Where the issuer publishes its keys. */
  jwksUrl: string;
}

/** Verifies access tokens; a port, so that a test needs no provider. */
export abstract class AccessTokens {
  /** @throws PasserelleError 401 `PSR_TOKEN_INVALID`, 503 `PSR_SIGN_IN_UNAVAILABLE` */
  abstract verify(token: string): Promise<Principal>;
}

const CLOCK_TOLERANCE_SECONDS = 5;

/** Errors that say nothing about the token: the provider's keys could not be had. */
const PROVIDER_FAULTS = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

/** RFC 9068 access tokens: ES256, `typ: at+jwt`, our issuer and audience, keys from the issuer's JWKS only. */
export class JwtAccessTokens extends AccessTokens {
  readonly #keys: JWTVerifyGetKey;

  constructor(
    private readonly rules: AccessTokenRules,
    private readonly clock: Clock,
    keys?: JWTVerifyGetKey,
  ) {
    super();
    this.#keys =
      keys ?? createRemoteJWKSet(new URL(rules.jwksUrl), { timeoutDuration: 3_000, cooldownDuration: 1_000 });
  }

  override async verify(token: string): Promise<Principal> {
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer: this.rules.issuer,
        audience: this.rules.audience,
        algorithms: ['ES256'],
        typ: 'at+jwt',
        requiredClaims: ['exp', 'sub', 'client_id'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.clock.now(),
      });
      return principalOf(payload);
    } catch (cause) {
      if (cause instanceof errors.JOSEError && !PROVIDER_FAULTS.has(cause.code)) throw invalidToken();
      if (cause instanceof PasserelleError) throw cause;
      throw new PasserelleError(
        'PSR_SIGN_IN_UNAVAILABLE',
        "the sign-in provider's keys can not be read now",
        {
          status: 503,
          retriable: true,
          cause,
        },
      );
    }
  }
}

function principalOf({ sub: subject, client_id: clientId, roles, post, exp = 0 }: JWTPayload): Principal {
  if (!isName(subject) || !isName(clientId)) throw invalidToken();
  const list = Array.isArray(roles) ? roles.filter((role): role is string => typeof role === 'string') : [];
  return {
    subject,
    clientId,
    roles: list,
    ...(isName(post) ? { post } : {}),
    expiresAt: new Date(exp * 1000),
  };
}

function isName(claim: unknown): claim is string {
  return typeof claim === 'string' && claim !== '';
}

export function invalidToken(): PasserelleError {
  return new PasserelleError('PSR_TOKEN_INVALID', 'the bearer token is not valid here', { status: 401 });
}
