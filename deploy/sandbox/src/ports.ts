import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Nation } from './nations.js';

/** Ports a nation may use: ten for its parts, the rest for one carry per partner. */
const PORTS_PER_NATION = 20;
const FIRST_CARRY = 10;

export interface NationPorts {
  kafka: number;
  kafkaController: number;
  postgres: number;
  openid: number;
  nationalNode: number;
  enforce: number;
  dutyDesk: number;
  auditor: number;
  auditorKeep: number;
  /** Where the broker takes in what partners deliver. */
  border: BorderPorts;
  /** By partner code. */
  carry: Record<string, number>;
  /** Of every further instance of the services; their servers are the first's. */
  further: ServicePorts[];
}

export interface BorderPorts {
  port: number;
  /** Where partners are sent instead: somebody else listens there and forwards. */
  advertisedPort?: number;
}

export type ServicePorts = Pick<NationPorts, 'nationalNode' | 'enforce' | 'dutyDesk' | 'carry'>;

export interface PortPlan {
  base: number;
  /** Of every service that shares its work; default 1. */
  instances?: number;
  /** First of the ports of lines that somebody else stands in: for each nation the line's own, and where it leads. */
  lineBase?: number;
}

export function portsOf(nations: readonly Nation[], index: number, plan: PortPlan): NationPorts {
  const { base, instances = 1, lineBase } = plan;
  const further = Array.from({ length: instances - 1 }, (_, instance) =>
    block(nations, index + (instance + 1) * nations.length, base),
  );
  const line = lineBase === undefined ? null : lineBase + 2 * index;
  const own = block(nations, index, base);
  return {
    ...own,
    ...(line !== null && { border: { port: line + 1, advertisedPort: line } }),
    further,
  };
}

/** All nations' first instances come first, so that more instances move no port. */
function block(nations: readonly Nation[], at: number, base: number): Omit<NationPorts, 'further'> {
  const first = base + at * PORTS_PER_NATION;
  const partners = nations[at % nations.length]?.partners ?? [];
  return {
    kafka: first,
    kafkaController: first + 1,
    postgres: first + 2,
    openid: first + 3,
    nationalNode: first + 4,
    enforce: first + 5,
    dutyDesk: first + 6,
    auditor: first + 7,
    border: { port: first + 8 },
    auditorKeep: first + 9,
    carry: Object.fromEntries(partners.map((partner, at) => [partner, first + FIRST_CARRY + at])),
  };
}

/** @throws Error naming the ports that somebody else holds */
export async function demandFree(ports: readonly number[]): Promise<void> {
  const busy: number[] = [];
  for (const port of ports) if (!(await isFree(port))) busy.push(port);
  if (busy.length > 0) {
    throw new Error(`in use by another program: port ${busy.join(', ')}. Choose others with --port-base N`);
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
