import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LinkSpeed {
  bytesPerSecond: number;
  latencyMs: number;
}

/** A TCP line between a browser and a desk, that a test can cut, silence, slow down and mend. */
export class Link {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #state: 'up' | 'cut' | 'silent' = 'up';
  #speed: LinkSpeed | null = null;

  private constructor(readonly target: URL) {
    this.#server = createServer((near) => this.#join(near));
  }

  static async to(target: string): Promise<Link> {
    const link = new Link(new URL(target));
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Every connection breaks, and new ones too. */
  cut(): void {
    this.#state = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Connections stay and nothing comes through: what a satellite link does. */
  silence(): void {
    this.#state = 'silent';
    for (const socket of this.#sockets) socket.pause();
  }

  mend(): void {
    this.#state = 'up';
    for (const socket of this.#sockets) socket.resume();
  }

  /** null: as fast as it goes. Holds for connections made from then on. */
  slowDown(speed: LinkSpeed | null): void {
    this.#speed = speed;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    if (this.#state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect({ host: this.target.hostname, port: Number(this.target.port) });
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    this.#carry(near, far);
    this.#carry(far, near);
    if (this.#state === 'silent') this.silence();
  }

  #carry(from: Socket, to: Socket): void {
    if (this.#speed === null) from.pipe(to);
    else from.pipe(slow(this.#speed)).pipe(to);
  }
}

function slow({ bytesPerSecond, latencyMs }: LinkSpeed): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      void sleep(latencyMs + (chunk.length / bytesPerSecond) * 1000).then(() => done(null, chunk));
    },
  });
}
