import { Cookies } from './cookies.js';

export interface OfficerAccess {
  /** Base URL of the desk. */
  desk: string;
  username: string;
  password: string;
}

export type DeskAnswer = { ok: true; body: unknown } | { ok: false; status: number; code: string };

interface OpenNotification {
  notificationId: string;
  originAlertId: string;
}

/** Redirects of one sign-in: desk, provider, form, provider, desk, console. */
const LONGEST_SIGN_IN = 12;

/** An officer who signed in through the console's own door, with cookies and a form, and works through its API. */
export class Officer {
  private constructor(
    private readonly desk: string,
    private readonly cookies: Cookies,
    private readonly csrf: string,
  ) {}

  /** @throws Error when the provider does not let the officer in */
  static async signIn({ desk, username, password }: OfficerAccess): Promise<Officer> {
    const cookies = new Cookies();
    let url = new URL('/session/sign-in?return=/', desk);
    let init: RequestInit = {};
    for (let step = 0; step < LONGEST_SIGN_IN; step += 1) {
      const response = await fetch(url, {
        ...init,
        redirect: 'manual',
        headers: { cookie: cookies.header() },
      });
      cookies.take(response);
      const location = response.headers.get('location');
      if (location !== null) {
        url = new URL(location, url);
        init = {};
      } else if (url.origin === new URL(desk).origin) {
        break;
      } else {
        const form = /<form[^>]*>/.exec(await response.text())?.[0];
        if (form === undefined || init.method === 'POST') break;
        const action = /\baction="([^"]+)"/.exec(form)?.[1] ?? '';
        url = new URL(action.replaceAll('&amp;', '&'), url);
        init = { method: 'POST', body: new URLSearchParams({ username, password }) };
      }
    }
    const session = await fetch(new URL('/session', desk), { headers: { cookie: cookies.header() } });
    const { signedIn, csrf } = (await session.json()) as { signedIn?: boolean; csrf?: string };
    if (!signedIn || csrf === undefined) throw new Error(`${username} was not signed in at ${desk}`);
    return new Officer(desk, cookies, csrf);
  }

  /** The notification of an alert, by the id its origin knows it under; null while the desk has not been told. */
  async find(originAlertId: string): Promise<string | null> {
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
      const answer = await this.#call('GET', `/v1/notifications${query}`);
      if (!answer.ok) return null;
      const page = answer.body as { items: OpenNotification[]; next: string | null };
      const found = page.items.find((item) => item.originAlertId === originAlertId);
      if (found) return found.notificationId;
      cursor = page.next;
    }
    return null;
  }

  act(notificationId: string, operation: string, body: object, key: string): Promise<DeskAnswer> {
    return this.#call('POST', `/v1/notifications/${notificationId}/${operation}`, body, {
      'idempotency-key': key,
    });
  }

  async #call(method: string, path: string, body?: object, headers: object = {}): Promise<DeskAnswer> {
    const response = await fetch(new URL(path, this.desk), {
      method,
      headers: {
        cookie: this.cookies.header(),
        origin: new URL(this.desk).origin,
        'x-csrf-token': this.csrf,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return { ok: true, body: answer };
    return { ok: false, status: response.status, code: (answer as { code?: string }).code ?? 'none' };
  }
}
