import type { NationLayout } from './layout.js';
import { clientAccess, MACHINE_CLIENTS, type MachineClient, type UserAccess } from './openid.js';
import type { Supervisor } from './supervisor.js';

export interface RunningNation {
  layout: NationLayout;
  /** Of the database's super user. */
  postgresUrl: string;
  /** Who may sign in to the console. */
  users: readonly UserAccess[];
}

/** The content of sandbox.json: how to reach and drive what runs (design, black-box contract). */
export function describeSandbox(nations: readonly RunningNation[], supervisor: Supervisor): string {
  const description = {
    nations: Object.fromEntries(
      nations.map((running) => [running.layout.nation.code, describeNation(running)]),
    ),
    launcher: process.pid,
    processes: supervisor.units.map((unit) => ({
      name: unit.name,
      nation: unit.nation,
      role: unit.role,
      ...(unit.instance !== undefined && { instance: unit.instance, url: unit.url }),
      pid: supervisor.pidOf(unit),
      log: unit.log,
    })),
  };
  return `${JSON.stringify(description, null, 2)}\n`;
}

function describeNation({ layout, postgresUrl, users }: RunningNation) {
  const { ports } = layout;
  const { caFile, certFile, keyFile } = layout.credentials('admin');
  const clients = Object.keys(MACHINE_CLIENTS).map((name) => [
    name,
    clientAccess(layout, name as MachineClient),
  ]);
  return {
    api: layout.url(ports.nationalNode),
    desk: layout.url(ports.dutyDesk),
    auditor: layout.url(ports.auditor),
    console: layout.url(ports.dutyDesk),
    kafka: {
      brokers: [layout.broker],
      ca: caFile,
      cert: certFile,
      key: keyFile,
      border: { listens: `127.0.0.1:${ports.border.port}`, advertised: layout.brokerForPartners },
    },
    postgres: postgresUrl,
    dataDir: layout.dataDir,
    clients: Object.fromEntries(clients) as Record<string, unknown>,
    users,
  };
}
