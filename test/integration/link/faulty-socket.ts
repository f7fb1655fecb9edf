import net from 'node:net';
import type { ISocketFactory } from 'kafkajs';

/** Kafka API keys of the requests a transaction consists of. */
export const API = {
  produce: 0,
  fetch: 1,
  metadata: 3,
  initProducerId: 22,
  addPartitionsToTxn: 24,
  endTxn: 26,
} as const;

/** What happens at the n-th request of one kind that goes through the sockets of one factory. */
export interface Fault {
  api: keyof typeof API;
  /** 1 = the first */
  nth: number;
  /** before the request leaves, after it left, or when its answer arrives */
  at: 'request' | 'sent' | 'answer';
  /**
   * kill -9 of this process, one lost frame, a reset connection, one that is dead and does not say so, or a request
   * that leaves only when `until` resolves
   */
  act: 'kill' | 'drop' | 'close' | 'deafen' | 'hold';
  until?: Promise<void>;
}

const HEADER = 4;

/**
 * Sockets that see every Kafka frame (bytes 4–5 of a request are its API key, 8–11 its correlation id) and commit one
 * fault at exactly one of them.
 */
export function faultySockets(fault: Fault | undefined, happened: () => void = () => {}): ISocketFactory {
  let count = 0;
  return ({ host, port, onConnect }) => {
    const socket = net.connect({ host, port }, onConnect);
    if (!fault) return socket;
    const struck = new Set<number>();
    const strike = (): void => {
      happened();
      if (fault.act === 'kill') process.kill(process.pid, 'SIGKILL');
      else if (fault.act === 'deafen') socket.destroy();
      else if (fault.act === 'close') socket.destroy(new Error('connection reset'));
    };
    const write = socket.write.bind(socket);
    const send = (frame: Buffer, sent?: () => void) => write(frame, () => sent?.());
    socket.write = (data: string | Uint8Array) => {
      const frame = typeof data === 'string' ? Buffer.from(data, 'binary') : Buffer.from(data);
      const hit = frame.readInt16BE(HEADER) === API[fault.api] && ++count === fault.nth;
      if (!hit) return send(frame);
      if (fault.at === 'request') {
        strike();
        if (fault.act === 'hold') void fault.until?.then(() => send(frame));
        return true;
      }
      if (fault.at === 'answer') struck.add(frame.readInt32BE(HEADER + 4));
      return send(frame, fault.at === 'sent' ? strike : undefined);
    };
    interceptAnswers(socket, (correlationId) => {
      if (!struck.delete(correlationId)) return true;
      strike();
      return false;
    });
    return socket;
  };
}

/** Hands on whole answers only, and those only that `passes` lets through. */
function interceptAnswers(socket: net.Socket, passes: (correlationId: number) => boolean): void {
  let rest = Buffer.alloc(0);
  const emit = socket.emit.bind(socket) as (event: string, ...args: unknown[]) => boolean;
  socket.emit = ((event: string, ...args: unknown[]) => {
    if (event !== 'data') return emit(event, ...args);
    rest = Buffer.concat([rest, args[0] as Buffer]);
    while (rest.length >= HEADER && rest.length >= HEADER + rest.readInt32BE(0)) {
      const end = HEADER + rest.readInt32BE(0);
      const frame = rest.subarray(0, end);
      rest = rest.subarray(end);
      if (passes(frame.readInt32BE(HEADER))) emit('data', frame);
    }
    return true;
  }) as typeof socket.emit;
}
