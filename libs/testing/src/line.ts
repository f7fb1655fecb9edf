import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Flow } from './flow.js';
import { Trunk, type TrunkSpeed } from './trunk.js';

/** Capacity that several lines may share: what goes to the far side of each, and what comes back. */
export interface Trunks {
  out: Trunk;
  back: Trunk;
}

export interface LineOptions {
  /** Where it listens; default any free port. */
  port?: number;
  /** Default two of its own, as fast as the machine. */
  trunks?: Trunks;
}

interface Connection {
  near: Socket;
  far: Socket;
  flows: readonly [out: Flow, back: Flow];
}

/** Waits for somebody to say so many things. */
interface Trap {
  of?: Connection;
  left: number;
}

/** What arrived is acted on before its sender hears that the line broke. */
const BEFORE_BREAKING_MS = 150;

/** A TCP line on loopback that a test can cut, silence, slow down, count and mend. */
export class Line {
  readonly #connections = new Set<Connection>();
  readonly #server: Server;
  #state: 'up' | 'cut' | 'refusing' | 'silent' = 'up';
  #trap: Trap | null = null;
  #answersLost = 0;

  private constructor(
    /** Where it leads. */
    readonly target: URL,
    readonly trunks: Trunks,
  ) {
    this.#server = createServer((near) => this.#join(near));
  }

  /** To `host:port` or the host of a URL. */
  static async to(target: string, options: LineOptions = {}): Promise<Line> {
    const { port = 0, trunks = { out: new Trunk(), back: new Trunk() } } = options;
    const line = new Line(new URL(target.includes('://') ? target : `tcp://${target}`), trunks);
    line.#server.listen(port, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#connections.size;
  }

  /** How often {@link loseAnswer} came true. */
  get answersLost(): number {
    return this.#answersLost;
  }

  /** Every connection breaks, and new ones too. */
  cut(): void {
    this.#state = 'cut';
    for (const connection of this.#connections) breakOff(connection);
  }

  /** What is connected stays; nobody new gets through. */
  refuse(): void {
    this.#state = 'refusing';
  }

  /** Connections stay and nothing comes through until it is mended: what a satellite link does. */
  silence(): void {
    this.#state = 'silent';
    for (const { flows } of this.#connections) for (const flow of flows) flow.hold();
  }

  /** Connections that are open now stay so and carry nothing ever again: what a firewall that forgot them does. */
  deafen(): void {
    for (const { flows } of this.#connections) for (const flow of flows) flow.swallow();
  }

  /** Breaks one of the open connections; `choice`, in [0, 1), says which. False where none is open. */
  cutOne(choice: number): boolean {
    const connection = [...this.#connections][Math.floor(choice * this.#connections.size)];
    if (connection) breakOff(connection);
    return connection !== undefined;
  }

  /**
   * The next connection that says something is broken after its n-th word has arrived, and before the answer to it has:
   * its owner can not know what became of it.
   */
  loseAnswer(nth: number): void {
    this.#trap = { left: nth };
  }

  /** As new for who connects from now on, and for who is connected and was not deafened. */
  mend(): void {
    this.#state = 'up';
    this.#trap = null;
    for (const { flows } of this.#connections) for (const flow of flows) flow.release();
  }

  /** Both directions, for what is sent from now on; null is as fast as it goes. */
  slowDown(speed: TrunkSpeed | null): void {
    this.trunks.out.speed = speed;
    this.trunks.back.speed = speed;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    near.on('error', () => undefined);
    if (this.#state === 'cut' || this.#state === 'refusing') {
      near.destroy();
      return;
    }
    const far = connect({ host: this.target.hostname, port: Number(this.target.port) });
    far.on('error', () => undefined);
    const { out, back } = this.trunks;
    // The first bytes wait as long as the handshake of TCP would have taken, which loopback does not show.
    const connection: Connection = {
      near,
      far,
      flows: [new Flow(near, far, out, out.delayMs + back.delayMs), new Flow(far, near, back, 0)],
    };
    const { flows } = connection;
    flows[0].onDelivered = () => this.#spring(connection);
    this.#connections.add(connection);
    for (const socket of [near, far])
      socket.once('close', () => {
        if (near.destroyed && far.destroyed) this.#connections.delete(connection);
      });
    if (this.#state === 'silent') for (const flow of flows) flow.hold();
  }

  #spring(connection: Connection): void {
    const trap = this.#trap;
    if (trap === null || (trap.of ?? connection) !== connection) return;
    trap.of = connection;
    trap.left -= 1;
    if (trap.left > 0) return;
    this.#trap = null;
    this.#answersLost += 1;
    connection.flows[1].swallow();
    setTimeout(() => breakOff(connection), BEFORE_BREAKING_MS);
  }
}

function breakOff({ near, far, flows }: Connection): void {
  for (const flow of flows) flow.swallow();
  near.destroy();
  far.destroy();
}
