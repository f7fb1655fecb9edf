import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ISocketFactory } from 'kafkajs';
import { createKafka, dial } from './create-kafka.js';
import { silentLogger } from './event-logger.js';
import { FAR } from './patience.js';

/** A broker that takes every connection and never says a word. */
describe('a client that is hung up', () => {
  let broker: Server;
  let made: number;
  const accepted: Socket[] = [];
  beforeEach(async () => {
    made = 0;
    broker = createServer((socket) => accepted.push(socket.on('error', () => undefined)));
    broker.listen(0, '127.0.0.1');
    await once(broker, 'listening');
  });
  afterEach(() => {
    for (const socket of accepted.splice(0)) socket.destroy();
    broker.close();
  });

  const counted: ISocketFactory = ({ host, port, onConnect }) => {
    made += 1;
    return net.connect({ host, port }, onConnect);
  };
  const client = () => {
    const brokers = [`127.0.0.1:${(broker.address() as AddressInfo).port}`];
    return createKafka({ clientId: 'test', brokers, patience: FAR, socketFactory: counted }, silentLogger);
  };

  it('gives up what it was told to do, at once and for good, and makes no other connection', async () => {
    const { kafka, hangUp } = dial(client());
    const producer = kafka.producer();
    const connecting = producer.connect().then(
      () => 'connected',
      () => 'given up',
    );
    await once(broker, 'connection');
    hangUp();
    const before = made;
    expect(await connecting).toBe('given up');
    expect(made).toBe(before);
    await expect(producer.connect()).rejects.toThrow();
    expect(made).toBe(before);
  });

  it('leaves others of the same settings alone', async () => {
    const shared = client();
    const [first, second] = [dial(shared), dial(shared)];
    first.hangUp();
    const connecting = second.kafka.admin().connect();
    connecting.catch(() => undefined);
    await once(broker, 'connection');
    second.hangUp();
    await expect(connecting).rejects.toThrow();
  });

  it('is as patient as it is told', () => {
    expect(dial(client(), 4).patience).toMatchObject({ transaction: 4 * FAR.transaction });
    expect(dial(client()).patience).toEqual(FAR);
  });

  it('is made of a client of ours only', () => {
    expect(() => dial({} as never)).toThrow(TypeError);
  });
});
