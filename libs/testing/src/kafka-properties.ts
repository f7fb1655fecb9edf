import { join } from 'node:path';

/** PEM files of the broker: whom it believes, and what it shows. */
export interface KafkaTls {
  caFile: string;
  certFile: string;
  keyFile: string;
  /** CN of the broker's certificate: it speaks to itself under this principal. */
  principal: string;
}

/**
 * A door of its own for other nations: a port that a firewall can open without opening the rest. Behind TLS only the
 * restricted credentials of partners, `<nation>-carry`, are anybody there.
 */
export interface BorderListener {
  port: number;
  /** Where partners are sent instead, when something stands in the line: a firewall, a tunnel, a test. */
  advertisedPort?: number;
}

interface ServerSettings {
  directory: string;
  port: number;
  controllerPort: number;
  border?: BorderListener;
  tls?: KafkaTls;
  superUsers?: readonly string[];
  /** Beside the first, which alone holds the metadata. */
  secondLogDirectory?: string;
  overrides?: Record<string, string>;
}

/** The text of server.properties for one broker that is its own controller. */
export function serverProperties(settings: ServerSettings): string {
  const { directory, secondLogDirectory, controllerPort, tls } = settings;
  const data = join(directory, 'data');
  const protocol = tls ? 'SSL' : 'PLAINTEXT';
  const listeners = listenersOf(settings);
  const properties: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENT',
    listeners: list(listeners.map(({ name, port }) => address(name, port))),
    'advertised.listeners': list(
      listeners.flatMap(({ name, port, advertised = port }) =>
        name === 'CONTROLLER' ? [] : address(name, advertised),
      ),
    ),
    'listener.security.protocol.map': list(listeners.map(({ name }) => `${name}:${protocol}`)),
    'log.dirs': list(secondLogDirectory ? [data, secondLogDirectory] : [data]),
    'metadata.log.dir': data,
    ...ONE_SMALL_BROKER,
    ...(tls ? secured(directory, tls, settings.superUsers ?? []) : {}),
    ...settings.overrides,
  };
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

interface Listener {
  name: string;
  port: number;
  advertised?: number | undefined;
}

const listenersOf = ({ port, controllerPort, border }: ServerSettings): Listener[] => [
  { name: 'CLIENT', port },
  ...(border ? [{ name: 'BORDER', port: border.port, advertised: border.advertisedPort }] : []),
  { name: 'CONTROLLER', port: controllerPort },
];

const address = (name: string, port: number): string => `${name}://127.0.0.1:${port}`;
const list = (values: readonly string[]): string => values.join(',');

/** Topics come from the registry, so none is made by accident; internal topics are as small as one broker needs. */
const ONE_SMALL_BROKER = {
  'auto.create.topics.enable': 'false',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '4',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '4',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',
  'group.initial.rebalance.delay.ms': '0',
  'num.network.threads': '2',
  'num.io.threads': '4',
  'log.cleaner.dedupe.buffer.size': '8388608',
};

/**
 * The principal is the certificate's CN, so that ACLs read `User:mr-bridge-carry`. At the border no rule fits any other
 * name than a partner's carry, and who has no name is refused.
 */
function secured(directory: string, tls: KafkaTls, superUsers: readonly string[]): Record<string, string> {
  return {
    'ssl.client.auth': 'required',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': join(directory, 'keystore.pem'),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': tls.caFile,
    'ssl.principal.mapping.rules': 'RULE:^CN=([^,]+).*$/$1/,DEFAULT',
    'listener.name.border.ssl.principal.mapping.rules': 'RULE:^CN=([a-z][a-z]-carry)(,.*)?$/$1/',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'false',
    'super.users': [tls.principal, ...superUsers].map((name) => `User:${name}`).join(';'),
  };
}
