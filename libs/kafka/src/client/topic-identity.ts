import { createRequire } from 'node:module';
import type { Broker } from './cluster.js';

interface Decoder {
  readInt8(): number;
  readInt16(): number;
  readInt32(): number;
  readUVarInt(): number;
  readUVarIntString(): string | null;
  readUVarIntArray<T>(read: (decoder: Decoder) => T): T[];
  readTaggedFields(): unknown;
  readBytes(length: number): Buffer;
}
interface Encoder {
  writeUVarInt(value: number): Encoder;
  writeUVarIntString(value: string): Encoder;
  writeBuffer(value: Buffer): Encoder;
  writeBoolean(value: boolean): Encoder;
}

const load = createRequire(import.meta.url);
const NewDecoder = load('kafkajs/src/protocol/decoder') as new (raw: Buffer) => Decoder;
const NewEncoder = load('kafkajs/src/protocol/encoder') as new () => Encoder;
const { createErrorFromCode } = load('kafkajs/src/protocol/error') as {
  createErrorFromCode: (code: number) => Error;
};

const METADATA_KEY = 3;
/** First version that carries topic ids and that Kafka 3.1 and later all know; kafkajs stops at 6. */
const METADATA_VERSION = 12;
const NO_TAGS = 0;
const NO_ID = Buffer.alloc(16);

/** `<cluster id>/<topic id>`: changes when a topic is deleted and created again under the same name. */
export type Incarnation = string;

/** Asks a broker which incarnation of each topic it knows. Throws kafkajs protocol errors (unknown, unauthorised). */
export async function topicIncarnations(
  broker: Broker,
  topics: readonly string[],
): Promise<Map<string, Incarnation>> {
  const answer = (await broker.connectionPool.send({
    request: {
      apiKey: METADATA_KEY,
      apiVersion: METADATA_VERSION,
      apiName: 'Metadata',
      encode: () => Promise.resolve(encodeRequest(topics)),
    },
    response: { decode: (raw: Buffer) => Promise.resolve(decodeAnswer(raw)), parse: requireNoErrors },
  })) as Answer;
  return new Map(answer.topics.map((topic) => [topic.name, `${answer.clusterId}/${topic.id}`]));
}

/** Metadata request v12 (KIP-516); the leading tag buffer belongs to request header v2. */
function encodeRequest(topics: readonly string[]): Encoder {
  const request = new NewEncoder().writeUVarInt(NO_TAGS).writeUVarInt(topics.length + 1);
  for (const topic of topics) {
    request.writeBuffer(NO_ID).writeUVarIntString(topic).writeUVarInt(NO_TAGS);
  }
  return request.writeBoolean(false).writeBoolean(false).writeUVarInt(NO_TAGS);
}

interface Answer {
  clusterId: string | null;
  topics: { errorCode: number; name: string; id: string }[];
}

function decodeAnswer(raw: Buffer): Answer {
  const decoder = new NewDecoder(raw);
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  decoder.readUVarIntArray((broker) => {
    broker.readInt32();
    broker.readUVarIntString();
    broker.readInt32();
    broker.readUVarIntString();
    broker.readTaggedFields();
  });
  const clusterId = decoder.readUVarIntString();
  decoder.readInt32(); // controller
  return { clusterId, topics: decoder.readUVarIntArray(decodeTopic) };
}

function decodeTopic(decoder: Decoder): Answer['topics'][number] {
  const errorCode = decoder.readInt16();
  const name = decoder.readUVarIntString() ?? '';
  const id = decoder.readBytes(16).toString('base64url');
  decoder.readInt8(); // internal or not
  decoder.readUVarIntArray(skipPartition);
  decoder.readInt32(); // authorised operations
  decoder.readTaggedFields();
  return { errorCode, name, id };
}

function skipPartition(decoder: Decoder): void {
  decoder.readInt16();
  for (let field = 0; field < 3; field++) decoder.readInt32(); // index, leader, leader epoch
  for (let list = 0; list < 3; list++) decoder.readUVarIntArray((replica) => replica.readInt32());
  decoder.readTaggedFields();
}

function requireNoErrors(answer: Answer): Promise<Answer> {
  const failed = answer.topics.find((topic) => topic.errorCode !== 0);
  if (failed) return Promise.reject(createErrorFromCode(failed.errorCode));
  return Promise.resolve(answer);
}
