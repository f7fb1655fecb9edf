import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Line } from './line.js';
import { Trunk } from './trunk.js';

/** Answers whatever it is sent with the same. */
describe('a line that can be broken', () => {
  let server: Server;
  let line: Line;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    line = await Line.to(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await line.close();
    server.close();
  });

  const dial = async (through = line): Promise<Socket> => {
    const socket = connect({ port: through.port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  /** What comes back, up to as many bytes. */
  const heard = async (socket: Socket, count: number): Promise<string> => {
    let text = '';
    while (text.length < count) text += String((await once(socket, 'data'))[0]);
    return text;
  };
  const says = async (socket: Socket, text: string): Promise<string> => {
    socket.write(text);
    return heard(socket, text.length);
  };

  it('carries every byte both ways, in order, and counts them', async () => {
    const text = 'a long message '.repeat(20_000);
    expect(await says(await dial(), text)).toBe(text);
    expect([line.trunks.out.bytes, line.trunks.back.bytes]).toEqual([text.length, text.length]);
  });

  it('breaks every connection and refuses new ones until it is mended', async () => {
    const socket = await dial();
    await says(socket, 'there');
    line.cut();
    await once(socket, 'close');
    await once(await dial(), 'close');
    line.mend();
    expect(await says(await dial(), 'again')).toBe('again');
  });

  it('breaks one connection and leaves the others', async () => {
    const [first, second] = [await dial(), await dial()];
    await says(first, 'one');
    await says(second, 'two');
    expect(line.cutOne(0.99)).toBe(true);
    await once(second, 'close');
    expect(await says(first, 'still')).toBe('still');
  });

  it('keeps what was said into a silence, and delivers it when it is mended', async () => {
    const socket = await dial();
    await says(socket, 'before');
    line.silence();
    socket.write('within');
    const later = heard(socket, 6);
    const meanwhile = await dial();
    meanwhile.write('also');
    line.mend();
    expect([await later, await heard(meanwhile, 4)]).toEqual(['within', 'also']);
  });

  it('lets connections go deaf: they stay open for ever, and new ones work', async () => {
    const socket = await dial();
    await says(socket, 'before');
    line.deafen();
    socket.write('into the void');
    expect(await says(await dial(), 'new')).toBe('new');
    line.mend();
    expect([socket.destroyed, line.open]).toEqual([false, 2]);
  });

  it('loses the answer to what has arrived, and breaks', async () => {
    const heardThere: string[] = [];
    server.on('connection', (socket) => socket.on('data', (chunk) => heardThere.push(String(chunk))));
    const socket = await dial();
    expect(await says(socket, 'first')).toBe('first');
    line.loseAnswer(2);
    expect(await says(socket, 'second')).toBe('second');
    socket.write('third');
    await once(socket, 'close');
    expect(heardThere).toEqual(['first', 'second', 'third']);
    expect(await says(await dial(), 'again')).toBe('again');
    expect(line.answersLost).toBe(1);
  });

  it('loses no answer any more once it is mended', async () => {
    line.loseAnswer(1);
    line.mend();
    expect(await says(await dial(), 'mended')).toBe('mended');
    expect(line.answersLost).toBe(0);
  });

  it('refuses newcomers and keeps who is connected', async () => {
    const socket = await dial();
    await says(socket, 'before');
    line.refuse();
    await once(await dial(), 'close');
    expect(await says(socket, 'still')).toBe('still');
  });

  it('takes as long as its capacity and its delay say, shared by all that is under way', async () => {
    line.slowDown({ bitsPerSecond: 160_000, delayMs: 60 });
    const [first, second] = [await dial(), await dial()];
    const since = performance.now();
    const text = 'x'.repeat(2_000);
    await Promise.all([says(first, text), says(second, text)]);
    // Two handshakes' wait and two ways of 60 ms each, and 4,000 bytes at 20,000 a second on the slower way out.
    expect(performance.now() - since).toBeGreaterThanOrEqual(4 * 60 + 195);
  });

  it('gives a connection with little to say its turn among those with much', async () => {
    line.slowDown({ bitsPerSecond: 800_000, delayMs: 0 });
    const [bulk, urgent] = [await dial(), await dial()];
    bulk.write('x'.repeat(60_000));
    await once(bulk, 'data');
    const arrived: string[] = [];
    const rest = heard(bulk, 55_000).then(() => arrived.push('bulk'));
    await says(urgent, 'urgent').then(() => arrived.push('urgent'));
    await rest;
    expect(arrived).toEqual(['urgent', 'bulk']);
  });

  it('shares one capacity among lines that share a trunk', async () => {
    const shared = new Trunk();
    const { port } = server.address() as AddressInfo;
    const [to, fro] = await Promise.all([
      Line.to(`127.0.0.1:${port}`, { trunks: { out: shared, back: new Trunk() } }),
      Line.to(`127.0.0.1:${port}`, { trunks: { out: new Trunk(), back: shared } }),
    ]);
    await says(await dial(to), 'abc');
    await says(await dial(fro), 'de');
    expect(shared.bytes).toBe(5);
    await Promise.all([to.close(), fro.close()]);
  });

  it('hands on an end after the last byte', async () => {
    line.slowDown({ bitsPerSecond: 400_000, delayMs: 20 });
    const talker = createServer((socket) => socket.end('goodbye'));
    talker.listen(0, '127.0.0.1');
    await once(talker, 'listening');
    const other = await Line.to(`127.0.0.1:${(talker.address() as AddressInfo).port}`, {
      trunks: line.trunks,
    });
    const socket = await dial(other);
    expect(await heard(socket, 7)).toBe('goodbye');
    await once(socket, 'close');
    await other.close();
    talker.close();
  });
});
