import type { AppUrls, DatabaseApp } from '@passerelle/persistence';
import { GuardedProcess, type Guardian, repositoryRoot } from '@passerelle/testing';
import { join } from 'node:path';
import { bareEnvironment } from './command.js';
import { clockEnvironment, clockFlags } from './clock.js';
import { consoleEnvironment } from './console.js';
import { untilAnswers } from './http-ready.js';
import { payloadPartitions } from './kafka.js';
import type { Credentials, Holder, NationLayout } from './layout.js';
import { issuerOf, jwksUrlOf } from './openid.js';
import { pagingEnvironment } from './paging.js';
import type { ServicePorts } from './ports.js';
import type { Unit } from './supervisor.js';

export interface ServiceContext {
  guardian: Guardian;
  databases: Record<DatabaseApp, AppUrls>;
  partners: readonly NationLayout[];
  /** Whether links may start without a position: only until the sandbox was once healthy. */
  isFirstRun: () => boolean;
}

/** What one service is beyond what all have: where it listens, who it is, and its own part of the environment. */
interface Service {
  app: string;
  role: string;
  holder: Holder;
  port: number;
  log: string;
  env: Record<string, string>;
  instance: number;
}

type OneOfSeveral = Omit<Service, 'instance'>;

/** All services of a nation, each with its own credentials, keys and database logins and nobody else's. */
export function serviceUnits(layout: NationLayout, context: ServiceContext): Unit[] {
  const { databases, partners } = context;
  const instance = (ports: ServicePorts, number: number): Service[] =>
    [
      nationalNode(layout, ports, databases),
      enforce(layout, ports),
      ...partners.map((partner) => carry(layout, ports, partner)),
      dutyDesk(layout, ports, databases),
    ].map((service) => instanceOf(service, number));
  const services = [
    ...instance(layout.ports, 1),
    auditor(layout, databases),
    auditorKeep(layout),
    ...layout.ports.further.flatMap((ports, index) => instance(ports, index + 2)),
  ];
  return services.map((service) => unitOf(layout, service, context));
}

/** Instances are the same service at another address: same principal, keys and logins. */
function instanceOf(service: OneOfSeveral, instance: number): Service {
  return { ...service, instance, log: instance === 1 ? service.log : `${service.log}-${instance}` };
}

function nationalNode(
  layout: NationLayout,
  ports: ServicePorts,
  databases: ServiceContext['databases'],
): OneOfSeveral {
  const own = (file: string) => layout.holder('national-node', file);
  return {
    app: 'national-node',
    role: '',
    holder: 'national-node',
    port: ports.nationalNode,
    log: 'national-node',
    env: {
      ...signIn(layout),
      DATABASE_URL: databases['national-node'].url,
      VAULT_DATABASE_URL: databases.vault.url,
      ORIGIN_KEY_FILE: own('origin.key.pem'),
      RECEIPT_KEY_FILE: own('receipt.key.pem'),
      GATE_KEY_FILE: own('gate.key.pem'),
      BRIDGE_SEAL_JWK_FILE: join(layout.publicKeys, 'bridge-seal.jwk.json'),
      IDEMPOTENCY_SECRET_FILE: own('idempotency.secret'),
      LOOKUP_SECRET_FILE: own('lookup.secret'),
    },
  };
}

function enforce(layout: NationLayout, ports: ServicePorts): OneOfSeveral {
  const own = (file: string) => layout.holder('bridge-enforce', file);
  return {
    app: 'bridge',
    role: 'enforce',
    holder: 'bridge-enforce',
    port: ports.enforce,
    log: 'bridge-enforce',
    env: {
      BRIDGE_ROLE: 'enforce',
      RELEASE_KEY_FILE: own('release.key.pem'),
      BRIDGE_SEAL_KEY_FILE: own('bridge-seal.key.pem'),
    },
  };
}

function carry(layout: NationLayout, ports: ServicePorts, partner: NationLayout): OneOfSeveral {
  const { code } = partner.nation;
  return {
    app: 'bridge',
    role: 'carry',
    holder: 'bridge-carry',
    port: ports.carry[code] ?? 0,
    log: `bridge-carry-${partner.slug}`,
    env: {
      BRIDGE_ROLE: 'carry',
      PARTNER: code,
      PARTNER_KAFKA_BROKERS: partner.brokerForPartners,
      ...kafkaFiles('PARTNER_KAFKA', layout.credentialsAt(code)),
    },
  };
}

function dutyDesk(
  layout: NationLayout,
  ports: ServicePorts,
  databases: ServiceContext['databases'],
): OneOfSeveral {
  return {
    app: 'duty-desk',
    role: '',
    holder: 'duty-desk',
    port: ports.dutyDesk,
    log: 'duty-desk',
    env: {
      ...signIn(layout),
      ...consoleEnvironment(layout),
      ...pagingEnvironment(layout),
      DATABASE_URL: databases['duty-desk'].url,
    },
  };
}

function auditor(layout: NationLayout, databases: ServiceContext['databases']): Service {
  return {
    app: 'auditor',
    role: 'inspect',
    holder: 'auditor',
    port: layout.ports.auditor,
    log: 'auditor-inspect',
    instance: 1,
    env: {
      ...signIn(layout),
      AUDITOR_ROLE: 'inspect',
      API_URL: layout.url(layout.ports.nationalNode),
      DATABASE_URL: databases.auditor.url,
      LOG_DIRECTORY: layout.transparencyLog,
    },
  };
}

/** One of a nation, however many instances the others have: a log has one writer. */
function auditorKeep(layout: NationLayout): Service {
  return {
    app: 'auditor',
    role: 'keep',
    holder: 'auditor-keep',
    port: layout.ports.auditorKeep,
    log: 'auditor-keep',
    instance: 1,
    env: {
      AUDITOR_ROLE: 'keep',
      LOG_DIRECTORY: layout.transparencyLog,
      LOG_KEY_FILE: layout.holder('auditor-keep', 'log.key.pem'),
    },
  };
}

function unitOf(layout: NationLayout, service: Service, { guardian, isFirstRun }: ServiceContext): Unit {
  const log = layout.log(service.log);
  return {
    name: service.app,
    nation: layout.nation.code,
    role: service.role,
    instance: service.instance,
    url: layout.url(service.port),
    liveness: `${layout.url(service.port)}/health/live`,
    layer: 'service',
    log,
    spawn: () =>
      GuardedProcess.start({
        command: process.execPath,
        args: [...clockFlags(layout), join(repositoryRoot(), 'dist', 'apps', service.app, 'src', 'main.js')],
        cwd: layout.dataDir,
        env: {
          ...common(layout, service),
          ...clockEnvironment(layout),
          LINK_FIRST_RUN: String(isFirstRun()),
          ...service.env,
        },
        logFile: log,
        guardian,
      }),
    untilReady: () => untilAnswers(`${layout.url(service.port)}/health/ready`),
  };
}

function common(layout: NationLayout, service: Service): Record<string, string> {
  return {
    ...bareEnvironment(),
    NATION: layout.nation.code,
    PARTNERS: layout.nation.partners.join(','),
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: String(service.port),
    LOG_LEVEL: 'info',
    KAFKA_BROKERS: layout.broker,
    PAYLOAD_PARTITIONS: String(payloadPartitions(layout)),
    ...kafkaFiles('KAFKA', layout.credentials(service.holder)),
    TRUST_FILE: layout.trustFile,
  };
}

function kafkaFiles(prefix: string, { caFile, certFile, keyFile }: Credentials): Record<string, string> {
  return {
    [`${prefix}_CA_FILE`]: caFile,
    [`${prefix}_CERT_FILE`]: certFile,
    [`${prefix}_KEY_FILE`]: keyFile,
  };
}

function signIn(layout: NationLayout): Record<string, string> {
  return {
    OIDC_ISSUER: issuerOf(layout),
    OIDC_JWKS_URL: jwksUrlOf(layout),
    OIDC_AUDIENCE: layout.audience,
  };
}
