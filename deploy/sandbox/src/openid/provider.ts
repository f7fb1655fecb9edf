import { createHash, type JsonWebKey, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import type { Officer, Officers } from './officers.js';
import { preferredLanguage, type Language } from './sign-in-page.js';
import type { ProviderStorage } from './storage.js';

export interface RegisteredClient {
  clientId: string;
  /** Of a machine; the console has those of the officer who signs in. */
  roles: string[];
  publicJwk: JsonWebKey;
  /** Set on the one client that signs officers in. */
  isConsole?: boolean;
}

export interface ProviderOptions {
  issuer: string;
  /** The `aud` of every access token. */
  audience: string;
  clients: readonly RegisteredClient[];
  officers: Officers;
  /** The console's origin: officers are sent back to `/session/callback` under it, and nowhere else. */
  consoleUrl: string;
  /** P-256, private. Kept over restarts, so that tokens stay valid. */
  signingKey: JsonWebKey;
  storage: ProviderStorage;
  /** Begins the names of all cookies: ports do not separate cookies, so nations on one host need different ones. */
  cookiePrefix: string;
  /** Answers the browser where nobody can be sent back to the console. */
  onDeadEnd: (response: ServerResponse, status: number, language: Language) => void;
}

const MINUTE = 60;
const MACHINE_TOKEN_SECONDS = 60 * MINUTE;
const OFFICER_TOKEN_SECONDS = 10 * MINUTE;
/** Counted from the sign-in; refreshing does not prolong it. */
const SESSION_SECONDS = 12 * 60 * MINUTE;
const SIGN_IN_SECONDS = 10 * MINUTE;

/** The part of the provider's context that is read here. */
interface Context {
  res: ServerResponse;
  status: number;
  respond?: boolean;
  get(header: string): string;
  oidc: {
    client: { clientId: string };
    session: { accountId: string };
    entities: { RotatedRefreshToken?: { remainingTTL: number } };
    provider: { Grant: new (of: object) => Grant };
  };
}
interface Grant {
  addOIDCScope(scope: string): void;
  save(): Promise<string>;
}

/**
 * A nation's OpenID provider. Machines: client credentials (RFC 6749 §4.4). Officers: authorization code with PKCE
 * (RFC 7636) through the console's confidential client, rotating refresh tokens. Clients prove themselves by
 * `private_key_jwt` (RFC 7523) with ES256; access tokens are JWTs (RFC 9068) with the claims `roles` and `post`.
 */
export function createProvider(options: ProviderOptions): Provider {
  const { issuer, clients, officers, signingKey, storage } = options;
  return new Provider(issuer, {
    adapter: storage.adapter,
    clients: clients.map((client) => registration(client, options.consoleUrl)),
    jwks: { keys: [{ ...signingKey, use: 'sig', alg: 'ES256', kid: thumbprint(signingKey) }] },
    clientAuthMethods: ['private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: ['ES256'], idTokenSigningAlgValues: ['ES256'] },
    responseTypes: ['code'],
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false, // there is no userinfo endpoint: the name stands in the ID token
    pkce: { required: () => true },
    cookies: cookies(options.cookiePrefix),
    ttl: {
      ClientCredentials: MACHINE_TOKEN_SECONDS,
      AccessToken: OFFICER_TOKEN_SECONDS,
      IdToken: OFFICER_TOKEN_SECONDS,
      AuthorizationCode: MINUTE,
      Interaction: SIGN_IN_SECONDS,
      Session: SIGN_IN_SECONDS,
      Grant: SESSION_SECONDS,
      RefreshToken: ({ oidc }: Context) => oidc.entities.RotatedRefreshToken?.remainingTTL ?? SESSION_SECONDS,
    },
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    findAccount: (_: unknown, username: string) => accountOf(officers.find(username)),
    loadExistingGrant: grantWithoutAsking,
    extraTokenClaims: (_: unknown, token: { clientId: string; accountId?: string }) =>
      token.accountId === undefined
        ? { roles: clients.find(({ clientId }) => clientId === token.clientId)?.roles ?? [] }
        : roleClaims(officers.find(token.accountId)),
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/sign-in/${uid}` },
    renderError: (context: Context) => {
      context.respond = false;
      const language = preferredLanguage(context.get('accept-language'));
      options.onDeadEnd(context.res, context.status, language);
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: revokesItsOwn },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: resourceIndicators(options.audience),
    },
  });
}

function resourceIndicators(audience: string) {
  const resource = { scope: '', audience, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } };
  return {
    enabled: true,
    defaultResource: () => audience,
    useGrantedResource: () => true,
    getResourceServerInfo: () => resource,
  };
}

function cookies(prefix: string) {
  const common = { httpOnly: true, sameSite: 'lax' };
  return {
    names: {
      session: `${prefix}-session`,
      interaction: `${prefix}-interaction`,
      resume: `${prefix}-resume`,
    },
    keys: [randomBytes(32).toString('base64url')], // what they refer to does not outlive the process either
    long: common,
    short: common,
  };
}

/** Who was signed in under another name must not be: see `withoutSession`. */
export function sessionCookieOf(prefix: string): string {
  return `${prefix}-session`;
}

/** The console is the nation's own: officers are not asked whether it may know their name. */
async function grantWithoutAsking({ oidc }: Context): Promise<Grant> {
  const { clientId } = oidc.client;
  const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

function revokesItsOwn(_: unknown, client: { clientId: string }, token: { clientId: string }): boolean {
  return client.clientId === token.clientId;
}

function accountOf(officer: Officer | undefined) {
  if (officer === undefined) return undefined;
  const { username, name } = officer;
  return { accountId: username, claims: () => ({ sub: username, name }) };
}

function roleClaims(officer: Officer | undefined) {
  return { roles: officer?.roles ?? [], ...(officer?.post === undefined ? {} : { post: officer.post }) };
}

function registration({ clientId, publicJwk, isConsole = false }: RegisteredClient, consoleUrl: string) {
  return {
    client_id: clientId,
    grant_types: isConsole ? ['authorization_code', 'refresh_token'] : ['client_credentials'],
    redirect_uris: isConsole ? [`${consoleUrl}/session/callback`] : [],
    response_types: isConsole ? ['code'] : [],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    // The only signing key is on P-256; the default, RS256, would be refused.
    id_token_signed_response_alg: 'ES256',
    jwks: { keys: [{ ...publicJwk, use: 'sig', alg: 'ES256', kid: thumbprint(publicJwk) }] },
  };
}

/** RFC 7638, for EC keys. */
function thumbprint({ crv, kty, x, y }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
