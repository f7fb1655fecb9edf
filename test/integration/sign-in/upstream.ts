import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A service behind the desk that remembers what reached it. `/dies` breaks off, `/stream` says two things in turn. */
export class Upstream {
  readonly received: Received[] = [];
  /** Lets `/stream` say its second thing. */
  release: () => void = () => undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<Upstream> {
    const upstream = new Upstream();
    upstream.#server.listen(0, '127.0.0.1');
    await once(upstream.#server, 'listening');
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    this.received.push({ method, url, headers, body: await text(request) });
    if (url.endsWith('/dies')) {
      request.socket.destroy();
    } else if (url.endsWith('/stream')) {
      response.writeHead(200, { 'content-type': 'text/plain' }).write('first;');
      await new Promise<void>((resolve) => (this.release = resolve));
      response.end('second');
    } else {
      response.writeHead(200, { 'content-type': 'application/json', etag: '"7"' });
      const items = url.endsWith('/long')
        ? Array.from({ length: 100 }, (_, at) => ({ at, is: 'an item' }))
        : [];
      response.end(JSON.stringify({ items, next: null }));
    }
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
