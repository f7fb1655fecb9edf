import { type AclSpec, type TopicRegistry, topicRegistry, type TopicSpec } from '@passerelle/kafka';
import { type Channel, channelsOf } from './channels.js';
import type { Message } from './messages.js';
import { SCHEMAS } from './schemas.js';

/** Any two nations: their codes become the parameters of the document. */
const [NATION, PARTNER] = ['xa', 'xb'];
const PARAMETERS = { [NATION]: '{nation}', [PARTNER]: '{partner}' };
const BINDING_VERSION = '0.5.0';

/** AsyncAPI 3.0 of one nation's cluster: every topic of the registry, and who may send or receive there. */
export function asyncApiDocument(): object {
  const registry = topicRegistry(NATION, [PARTNER]);
  const channels = channelsOf(registry);
  const described = registry.topics().map((topic): [TopicSpec, Channel] => {
    const channel = channels.get(topic.name);
    if (!channel) throw new RangeError(`nobody says what ${topic.name} is for`);
    return [topic, channel];
  });
  const messages = described.flatMap(([, channel]) => channel.messages);
  return {
    asyncapi: '3.0.0',
    info: {
      title: "Passerelle: one nation's cluster",
      version: '1.0.0',
      description:
        'Every topic of the cluster of one nation, with what travels there and who may write and read it. ' +
        'Generated from the topic registry and from the shapes that readers check with (docs/protocol.md).',
      license: { name: 'Apache-2.0' },
    },
    servers: { cluster: SERVER },
    channels: Object.fromEntries(
      described.map(([topic, channel]) => [idOf(topic.name), channelObject(topic, channel)]),
    ),
    operations: Object.fromEntries(operationsOf(registry, channels)),
    components: {
      schemas: SCHEMAS,
      messages: Object.fromEntries(messages.map((message) => [message.name, message])),
      securitySchemes: { certificate: { type: 'X509', description: 'the common name is the principal' } },
    },
  };
}

const SERVER = {
  host: '{broker}',
  protocol: 'kafka-secure',
  description: 'TLS with client certificates; what is not listed as an operation is refused',
  variables: { broker: { description: 'host and port of a broker of the nation' } },
  security: [{ $ref: '#/components/securitySchemes/certificate' }],
};

function channelObject({ name, partitions, config }: TopicSpec, { summary, messages }: Channel): object {
  const address = addressOf(name);
  const parameters = Object.values(PARAMETERS).filter((parameter) => address.includes(parameter));
  return {
    address,
    summary,
    messages: Object.fromEntries(
      messages.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]),
    ),
    parameters: Object.fromEntries(
      parameters.map((parameter) => [
        parameter.slice(1, -1),
        { description: 'ISO 3166 alpha-2 code, lower case' },
      ]),
    ),
    bindings: {
      kafka: { partitions, topicConfiguration: configuration(config), bindingVersion: BINDING_VERSION },
    },
  };
}

/** The binding has numbers and a list where brokers have text. */
function configuration(config: TopicSpec['config']): object {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      name === 'cleanup.policy' ? value.split(',') : /^-?\d+$/.test(value) ? Number(value) : value,
    ]),
  );
}

/** One for each permission to read or write a topic: what the brokers enforce. */
function operationsOf(registry: TopicRegistry, channels: ReadonlyMap<string, Channel>): [string, object][] {
  return registry
    .acls()
    .filter(({ resource }) => resource === 'TOPIC')
    .map((acl) => {
      const action = acl.operation === 'WRITE' ? 'send' : 'receive';
      const channel = idOf(acl.name);
      const path = `#/channels/${channel}`;
      return [
        `${serviceOf(acl)}.${action}.${channel}`,
        {
          action,
          channel: { $ref: path },
          messages: (channels.get(acl.name)?.messages ?? []).map(({ name }: Message) => ({
            $ref: `${path}/messages/${name}`,
          })),
          tags: [{ name: serviceOf(acl) }],
        },
      ];
    });
}

/** `User:xa-national-node` → `national-node`, `User:xb-carry` → `partner-carry`. */
function serviceOf({ principal }: AclSpec): string {
  return principal.replace(`User:${NATION}-`, '').replace(`User:${PARTNER}-`, 'partner-');
}

/** `xa.inbound.xb.receipt.v1` → `inbound.partner.receipt` */
function idOf(topic: string): string {
  const [, ...rest] = addressOf(topic).split('.');
  return rest.slice(0, -1).join('.').replaceAll(/[{}]/g, '');
}

function addressOf(topic: string): string {
  return topic.replaceAll(/(?<![a-z])(?:xa|xb)(?![a-z])/g, (code) => PARAMETERS[code] ?? code);
}
