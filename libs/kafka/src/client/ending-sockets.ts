import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import type { Cluster } from './cluster.js';
import { type EventLogger, silentLogger } from './event-logger.js';

/** kafkajs tries again whatever does not say that this is of no use. */
class HungUp extends Error {
  override readonly name = 'HungUp';
  readonly retriable = false;
  constructor() {
    super('hung up');
  }
}

/** What kafkajs does over some sockets ends when we say so; by itself it would go on for minutes. */
export class EndingSockets {
  readonly #open = new Set<Socket>();
  readonly #clusters: Cluster[] = [];
  #over = false;

  constructor(private readonly make: ISocketFactory) {}

  readonly factory: ISocketFactory = (options) => {
    if (this.#over) throw new HungUp();
    const socket = this.make(options);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  /** A cluster connection over these sockets: ended with them, it starts no request any more. */
  watch(cluster: Cluster): void {
    this.#clusters.push(cluster);
  }

  end(): void {
    this.#over = true;
    // With an error, because that is what makes kafkajs let go of the requests it still waits for.
    for (const socket of this.#open) socket.destroy(new HungUp());
    for (const cluster of this.#clusters) {
      cluster.addMultipleTargetTopics = () => Promise.reject(new HungUp());
      cluster.disconnect().catch(() => undefined);
    }
  }

  /** The logger, until the end: what is said of given-up connections concerns nobody. */
  quietly(logger: EventLogger): EventLogger {
    const now = (): EventLogger => (this.#over ? silentLogger : logger);
    return {
      debug: (event, fields) => now().debug(event, fields),
      info: (event, fields) => now().info(event, fields),
      warn: (event, fields) => now().warn(event, fields),
      error: (event, fields) => now().error(event, fields),
    };
  }
}
