import type { Principal } from '@passerelle/runtime';

/** A sign-in under way: what the browser keeps, sealed, until it comes back. */
export interface PendingSignIn {
  state: string;
  nonce: string;
  codeVerifier: string;
  /** Path of our own. */
  returnTo: string;
}

export interface OfficerTokens {
  accessToken: string;
  refreshToken: string;
  principal: Pick<Principal, 'subject' | 'roles' | 'post'>;
  /** ISO; of the access token. */
  expiresAt: string;
  /** As the console greets the officer. */
  name: string;
}

/** The nation's OpenID provider as the console's client sees it; a port. */
export abstract class OpenIdProvider {
  /** Where to send the browser. @throws PasserelleError 503 `PSR_SIGN_IN_UNAVAILABLE` */
  abstract begin(returnTo: string, language?: string): Promise<{ url: URL; pending: PendingSignIn }>;

  /** Exchanges what the browser brought back; null for what does not belong to `pending`. */
  abstract finish(callback: URL, pending: PendingSignIn): Promise<OfficerTokens | null>;

  /** null once the provider no longer knows the session. @throws PasserelleError 503 */
  abstract refresh(tokens: OfficerTokens): Promise<OfficerTokens | null>;

  /** Ends the session at the provider too, as far as it can be reached. */
  abstract revoke(tokens: OfficerTokens): Promise<void>;
}
