import type { IncomingMessage, RequestListener } from 'node:http';
import { Attempts } from './attempts.js';
import { createProvider, type ProviderOptions, sessionCookieOf } from './provider.js';
import { SignIn } from './sign-in.js';

export interface OpenIdOptions extends Omit<ProviderOptions, 'onDeadEnd'> {
  /** As officers read it. */
  nation: string;
}

/** The provider and its sign-in page, as one HTTP handler. */
export function openIdServer(options: OpenIdOptions): RequestListener {
  const provider = createProvider({
    ...options,
    onDeadEnd: (response, status, language) => signIn.ended(response, status, language, 'failed'),
  });
  const { officers, nation, consoleUrl } = options;
  const signIn = new SignIn({ provider, officers, nation, consoleUrl, attempts: new Attempts() });
  const answer = provider.callback();
  return (request, response) => {
    withoutSession(request, sessionCookieOf(options.cookiePrefix));
    if (!request.url?.startsWith('/sign-in/')) return answer(request, response);
    signIn.handle(request, response).catch((error: unknown) => {
      console.error('sign-in failed', error instanceof Error ? error.name : 'unknown');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}

/**
 * The provider keeps nobody signed in: a shared computer asks the next officer for a password of their own, and who
 * signs in after a colleague is not taken for them.
 */
function withoutSession(request: IncomingMessage, name: string): void {
  const cookies = (request.headers.cookie ?? '').split(/; */);
  request.headers.cookie = cookies.filter((cookie) => !cookie.startsWith(name)).join('; ');
}
