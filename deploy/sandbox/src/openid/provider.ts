import { createHash, type JsonWebKey } from 'node:crypto';
import { Provider } from 'oidc-provider';
import { SingleUseStore } from './single-use.js';

export interface RegisteredClient {
  clientId: string;
  roles: string[];
  publicJwk: JsonWebKey;
}

export interface ProviderOptions {
  issuer: string;
  /** The `aud` of every token. */
  audience: string;
  clients: readonly RegisteredClient[];
  /** P-256, private. Kept over restarts, so that tokens stay valid. */
  signingKey: JsonWebKey;
}

const TOKEN_SECONDS = 3600;

/**
 * An OpenID provider for machines only: client credentials (RFC 6749 §4.4), clients prove themselves by
 * `private_key_jwt` (RFC 7523) with ES256, and get JWT access tokens (RFC 9068) with their roles as claim `roles`.
 */
export function createProvider({ issuer, audience, clients, signingKey }: ProviderOptions): Provider {
  const roles = new Map(clients.map((client) => [client.clientId, client.roles]));
  const resource = {
    scope: '',
    audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: TOKEN_SECONDS,
    jwt: { sign: { alg: 'ES256' } },
  };
  return new Provider(issuer, {
    adapter: SingleUseStore,
    clients: clients.map(registration),
    jwks: { keys: [{ ...signingKey, use: 'sig', alg: 'ES256', kid: thumbprint(signingKey) }] },
    clientAuthMethods: ['private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: ['ES256'], idTokenSigningAlgValues: ['ES256'] },
    responseTypes: [],
    scopes: [],
    ttl: { ClientCredentials: TOKEN_SECONDS },
    extraTokenClaims: (_context: unknown, token: { clientId: string }) => ({
      roles: roles.get(token.clientId) ?? [],
    }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => resource,
      },
    },
  });
}

function registration({ clientId, publicJwk }: RegisteredClient) {
  return {
    client_id: clientId,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
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
