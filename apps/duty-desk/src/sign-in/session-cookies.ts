import type { CookieOptions, Request, Response } from 'express';

const SIGN_IN_MS = 10 * 60_000;
/** Sign-ins under way in one browser; with more cookies than a request may carry nobody could finish one. */
const PLACES = [0, 1, 2, 3] as const;
export type Place = (typeof PLACES)[number];

/** The desk's cookies. Ports do not separate cookies, so their names carry the nation. */
export class SessionCookies {
  readonly #name: string;
  readonly #session: string;
  readonly #options: CookieOptions;

  constructor(nation: string, publicUrl: string) {
    const secure = new URL(publicUrl).protocol === 'https:';
    this.#name = `passerelle-${nation.toLowerCase()}`;
    // Browsers take such a name from this very host only: no neighbour puts a session of its own before ours.
    this.#session = secure ? `__Host-${this.#name}` : this.#name;
    this.#options = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  }

  session(request: Request): string | undefined {
    return this.#read(request, this.#session);
  }

  setSession(response: Response, value: string, expires: Date): void {
    response.cookie(this.#session, value, { ...this.#options, expires });
  }

  clearSession(response: Response): void {
    response.clearCookie(this.#session, this.#options);
  }

  /** The sign-ins under way; one cookie each, so that two tabs do not disturb one another. */
  pending(request: Request): { place: Place; sealed: string }[] {
    return PLACES.flatMap((place) => {
      const sealed = this.#read(request, this.#pendingName(place));
      return sealed === undefined ? [] : { place, sealed };
    });
  }

  /** In a free place, or in that of one given up: the first, as browsers send them. */
  setPending(request: Request, response: Response, sealed: string): void {
    const names = PLACES.map((place) => this.#pendingName(place));
    const taken = Object.keys((request.cookies ?? {}) as object).filter((name) => names.includes(name));
    const [name = this.#pendingName(0)] = [...names.filter((name) => !taken.includes(name)), ...taken];
    response.cookie(name, sealed, { ...this.#pendingOptions, maxAge: SIGN_IN_MS });
  }

  clearPending(response: Response, place: Place): void {
    response.clearCookie(this.#pendingName(place), this.#pendingOptions);
  }

  get #pendingOptions(): CookieOptions {
    return { ...this.#options, path: '/session/' };
  }

  #pendingName(place: Place): string {
    return `${this.#name}-sign-in-${place}`;
  }

  /** Text only: cookie-parser makes an object of what begins with `j:`. */
  #read(request: Request, name: string): string | undefined {
    const value = (request.cookies as Record<string, unknown> | undefined)?.[name];
    return typeof value === 'string' ? value : undefined;
  }
}
