import type { CookieOptions, Request, Response } from 'express';

const SIGN_IN_MS = 10 * 60_000;

/** The desk's cookies. Ports do not separate cookies, so their names carry the nation. */
export class SessionCookies {
  readonly #name: string;
  readonly #options: CookieOptions;

  constructor(nation: string, publicUrl: string) {
    this.#name = `passerelle-${nation.toLowerCase()}`;
    this.#options = {
      httpOnly: true,
      sameSite: 'lax',
      secure: new URL(publicUrl).protocol === 'https:',
      path: '/',
    };
  }

  session(request: Request): string | undefined {
    return this.#read(request, this.#name);
  }

  setSession(response: Response, value: string, expires: Date): void {
    response.cookie(this.#name, value, { ...this.#options, expires });
  }

  clearSession(response: Response): void {
    response.clearCookie(this.#name, this.#options);
  }

  /** A sign-in under way; one cookie each, so that two tabs do not disturb one another. */
  pending(request: Request, state: string): string | undefined {
    return this.#read(request, this.#pendingName(state));
  }

  setPending(response: Response, state: string, sealed: string): void {
    response.cookie(this.#pendingName(state), sealed, { ...this.#pendingOptions, maxAge: SIGN_IN_MS });
  }

  clearPending(response: Response, state: string): void {
    response.clearCookie(this.#pendingName(state), this.#pendingOptions);
  }

  get #pendingOptions(): CookieOptions {
    return { ...this.#options, path: '/session/callback' };
  }

  #pendingName(state: string): string {
    return `${this.#name}-sign-in-${state.replace(/[^\w-]/g, '').slice(0, 12)}`;
  }

  #read(request: Request, name: string): string | undefined {
    return (request.cookies as Record<string, string> | undefined)?.[name];
  }
}
