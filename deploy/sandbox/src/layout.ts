import { join } from 'node:path';
import type { Nation } from './nations.js';
import { slug } from './nations.js';
import { type NationPorts, type PortPlan, portsOf } from './ports.js';

/** Who holds what in a nation. Each has a folder with its own credentials and keys, and is told of no other folder. */
export const HOLDERS = [
  'kafka',
  'admin',
  'authority',
  'national-node',
  'bridge-enforce',
  'bridge-carry',
  'duty-desk',
  'auditor',
  'auditor-keep',
] as const;
export type Holder = (typeof HOLDERS)[number];

/** Files of a TLS client certificate. */
export interface Credentials {
  caFile: string;
  certFile: string;
  keyFile: string;
}

/** Where everything of one nation lies: all under its data folder, nothing of another nation in it. */
export class NationLayout {
  readonly slug: string;
  readonly dataDir: string;

  constructor(
    readonly nation: Nation,
    readonly ports: NationPorts,
    sandbox: string,
  ) {
    this.slug = slug(nation.code);
    this.dataDir = join(sandbox, this.slug);
  }

  path(...parts: string[]): string {
    return join(this.dataDir, ...parts);
  }

  log(name: string): string {
    return this.path('logs', `${name}.log`);
  }

  holder(holder: Holder, ...parts: string[]): string {
    return this.path('holders', holder, ...parts);
  }

  /** CN of the holder's certificate. */
  principal(holder: Holder): string {
    return `${this.slug}-${holder}`;
  }

  credentials(holder: Holder): Credentials {
    return credentialsIn(this.holder(holder, 'tls'));
  }

  /** What carry shows to the partner's cluster; issued by the partner's authority. */
  credentialsAt(partner: string): Credentials {
    return credentialsIn(this.holder('bridge-carry', `tls-${slug(partner)}`));
  }

  /** The transparency log, which its keeper writes and the inspecting auditor serves. */
  get transparencyLog(): string {
    return this.path('transparency-log');
  }

  /** Public keys by role, for agreement and partner. */
  get publicKeys(): string {
    return this.path('public-keys');
  }

  get trustFile(): string {
    return this.path('trust.json');
  }

  get broker(): string {
    return `127.0.0.1:${this.ports.kafka}`;
  }

  /** Where partners reach the broker. */
  get brokerForPartners(): string {
    const { port, advertisedPort = port } = this.ports.border;
    return `127.0.0.1:${advertisedPort}`;
  }

  /** Made to be broken by tests. */
  get isBreakable(): boolean {
    return this.ports.border.advertisedPort !== undefined;
  }

  get audience(): string {
    return `urn:passerelle:${this.slug}`;
  }

  url(port: number): string {
    return `http://127.0.0.1:${port}`;
  }

  get allPorts(): number[] {
    const { carry, border, further, ...others } = this.ports;
    const services = further.flatMap(({ nationalNode, enforce, dutyDesk, carry }) => [
      nationalNode,
      enforce,
      dutyDesk,
      ...Object.values(carry),
    ]);
    return [...Object.values(others), border.port, ...Object.values(carry), ...services];
  }
}

function credentialsIn(folder: string): Credentials {
  return {
    caFile: join(folder, 'ca.pem'),
    certFile: join(folder, 'cert.pem'),
    keyFile: join(folder, 'key.pem'),
  };
}

export function layOut(nations: readonly Nation[], sandbox: string, plan: PortPlan): NationLayout[] {
  return nations.map((nation, index) => new NationLayout(nation, portsOf(nations, index, plan), sandbox));
}
