import { CookieJar } from './cookie-jar.js';

export interface Exchange {
  method: string;
  url: string;
  status: number;
  headers: Headers;
  body: string;
}

export interface SessionAnswer {
  signedIn: boolean;
  subject?: string;
  name?: string;
  roles?: string[];
  post?: string;
  nation: string;
  partners: string[];
  posts?: { code: string; name: string; lat: number; lon: number }[];
  demonstration: boolean;
  csrf?: string;
  expiresAt?: string;
}

const REDIRECTS = 10;

/** A browser without a screen: keeps cookies, follows redirects, fills the sign-in form; remembers all it was told. */
export class ScriptedBrowser {
  readonly jar = new CookieJar();
  /** Everything that reached the browser, in order. */
  readonly seen: Exchange[] = [];

  /** `desk` is the console's origin. */
  constructor(readonly desk: string) {}

  /** One request as a page of the console makes it: with cookies, and for a change with the token and the Origin. */
  async call(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string>; csrf?: string } = {},
  ): Promise<Exchange> {
    const { body, headers = {}, csrf } = options;
    const isChange = method !== 'GET' && method !== 'HEAD';
    return await this.request(method, new URL(path, this.desk).href, {
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        ...(isChange ? { origin: this.desk, 'x-csrf-token': csrf ?? (await this.session()).csrf ?? '' } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
  }

  async session(): Promise<SessionAnswer> {
    const { body } = await this.request('GET', `${this.desk}/session`);
    return JSON.parse(body) as SessionAnswer;
  }

  /** The whole way: to the provider, through its form, and back. Gives the last answer. */
  async signIn(username: string, password: string, returnTo = '/'): Promise<Exchange> {
    const form = await this.openForm(returnTo);
    return await this.submit(form, username, password);
  }

  /** Follows redirects up to the provider's form. */
  async openForm(returnTo = '/'): Promise<Exchange> {
    return await this.navigate(`${this.desk}/session/sign-in?return=${encodeURIComponent(returnTo)}`);
  }

  async submit(form: Exchange, username: string, password: string): Promise<Exchange> {
    const answer = await this.request('POST', form.url, {
      body: new URLSearchParams({ username, password }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    return await this.#follow(answer);
  }

  async navigate(url: string): Promise<Exchange> {
    return await this.#follow(await this.request('GET', url, { headers: { accept: 'text/html' } }));
  }

  /** One request, no redirect followed. */
  async request(
    method: string,
    url: string,
    { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
  ): Promise<Exchange> {
    const cookie = this.jar.header(new URL(url).pathname);
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    this.jar.keep(response);
    const exchange = {
      method,
      url,
      status: response.status,
      headers: response.headers,
      body: await response.text(),
    };
    this.seen.push(exchange);
    return exchange;
  }

  async #follow(exchange: Exchange): Promise<Exchange> {
    let last = exchange;
    for (let hops = 0; last.status >= 300 && last.status < 400; hops += 1) {
      if (hops === REDIRECTS) throw new Error('redirected in circles');
      const url = new URL(last.headers.get('location') ?? '', last.url).href;
      last = await this.request('GET', url, { headers: { accept: 'text/html' } });
    }
    return last;
  }
}
