import { join } from 'node:path';

/** PEM files of the broker: whom it believes, and what it shows. */
export interface KafkaTls {
  caFile: string;
  certFile: string;
  keyFile: string;
  /** CN of the broker's certificate: it speaks to itself under this principal. */
  principal: string;
}

interface ServerSettings {
  directory: string;
  port: number;
  controllerPort: number;
  tls?: KafkaTls;
  superUsers?: readonly string[];
  overrides?: Record<string, string>;
}

/** The text of server.properties for one broker that is its own controller. */
export function serverProperties(settings: ServerSettings): string {
  const { port, controllerPort, tls } = settings;
  const protocol = tls ? 'SSL' : 'PLAINTEXT';
  const properties: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENT',
    listeners: `CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${port}`,
    'listener.security.protocol.map': `CLIENT:${protocol},CONTROLLER:${protocol}`,
    'log.dirs': join(settings.directory, 'data'),
    ...ONE_SMALL_BROKER,
    ...(tls ? secured(settings.directory, tls, settings.superUsers ?? []) : {}),
    ...settings.overrides,
  };
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

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

/** The principal is the certificate's CN, so that ACLs read `User:mr-bridge-carry`. */
function secured(directory: string, tls: KafkaTls, superUsers: readonly string[]): Record<string, string> {
  return {
    'ssl.client.auth': 'required',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': join(directory, 'keystore.pem'),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': tls.caFile,
    'ssl.principal.mapping.rules': 'RULE:^CN=([^,]+).*$/$1/,DEFAULT',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'false',
    'super.users': [tls.principal, ...superUsers].map((name) => `User:${name}`).join(';'),
  };
}
