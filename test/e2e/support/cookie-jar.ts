export interface Cookie {
  name: string;
  value: string;
  path: string;
  attributes: string[];
}

/** A browser's cookies for one host. As in browsers, the port does not matter: the nations of a sandbox share it. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const cookie = parse(line);
      const key = `${cookie.name};${cookie.path}`;
      if (isOver(cookie)) this.#cookies.delete(key);
      else this.#cookies.set(key, cookie);
    }
  }

  /** What a browser would send to this path. */
  header(pathname: string): string {
    return [...this.#cookies.values()]
      .filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  get(name: string): Cookie | undefined {
    return [...this.#cookies.values()].find((cookie) => cookie.name === name);
  }

  set(cookie: Cookie): void {
    this.#cookies.set(`${cookie.name};${cookie.path}`, cookie);
  }

  get all(): Cookie[] {
    return [...this.#cookies.values()];
  }
}

function parse(line: string): Cookie {
  const [pair = '', ...attributes] = line.split(/; */);
  const at = pair.indexOf('=');
  const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
  return { name: pair.slice(0, at), value: pair.slice(at + 1), path, attributes };
}

function isOver({ value, attributes }: Cookie): boolean {
  const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice(8);
  return value === '' || (expires !== undefined && Date.parse(expires) <= Date.now());
}
