import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppUrls, DatabaseApp } from '@passerelle/persistence';
import type { Guardian } from '@passerelle/testing';
import { concludeAgreement } from './agreements.js';
import { holdCeremony, makeKeys } from './ceremony.js';
import { issueCertificates } from './certificates.js';
import type { SandboxDirectory } from './directory.js';
import { prepareConsole } from './console.js';
import { preparePaging } from './paging.js';
import { exists } from './files.js';
import { kafkaUnit, provisionKafka } from './kafka.js';
import type { NationLayout } from './layout.js';
import type { AgreementPlan } from './nations.js';
import { openidUnit, userAccess } from './openid.js';
import { database } from './postgres.js';
import type { Progress } from './progress.js';
import type { RunningNation } from './sandbox-file.js';
import { serviceUnits } from './services.js';
import type { Supervisor, Unit } from './supervisor.js';

export interface Startup {
  layouts: readonly NationLayout[];
  agreements: readonly AgreementPlan[];
  directory: SandboxDirectory;
  guardian: Guardian;
  supervisor: Supervisor;
  progress: Progress;
}

interface NationServers extends RunningNation {
  databases: Record<DatabaseApp, AppUrls>;
}

/** Everything up and healthy. What an earlier start made is kept: keys, certificates, data, the agreement. */
export async function startNations(startup: Startup): Promise<RunningNation[]> {
  const { layouts, directory, progress } = startup;
  for (const layout of layouts) await mkdir(layout.path('logs'), { recursive: true });
  await progress.step('certificates', () => issueCertificates(layouts));
  const [servers] = await Promise.all([
    Promise.all(layouts.map((layout) => startServers(layout, startup))),
    performCeremony(startup),
  ]);
  for (const plan of startup.agreements) {
    await concludeAgreement(plan, layouts, directory.agreements, progress);
  }
  await progress.step('services', () => startServices(servers, startup));
  await Promise.all(layouts.map((layout) => writeFile(healthyMarker(layout), '')));
  return servers;
}

async function performCeremony({ layouts, directory, progress }: Startup): Promise<void> {
  await progress.step('keys', () => Promise.all(layouts.map(makeKeys)));
  await holdCeremony(layouts, directory.ceremonyRecord, progress);
}

/** Kafka, PostgreSQL and the OpenID provider of one nation, with topics, permissions, logins and schemas. */
async function startServers(layout: NationLayout, startup: Startup): Promise<NationServers> {
  const [, databases] = await Promise.all([
    startKafka(layout, startup),
    startPostgres(layout, startup),
    openidUnit(layout, startup.guardian).then((unit) => startReady([unit], startup)),
    prepareConsole(layout),
    preparePaging(layout),
  ]);
  return { layout, ...databases, users: await userAccess(layout) };
}

async function startKafka(layout: NationLayout, startup: Startup): Promise<void> {
  const { code } = layout.nation;
  await startup.progress.step(`${code} Kafka`, async () => {
    await startReady([await kafkaUnit(layout, startup.guardian)], startup);
  });
  await startup.progress.step(`${code} topics and permissions`, () => provisionKafka(layout));
}

async function startPostgres(
  layout: NationLayout,
  startup: Startup,
): Promise<Omit<NationServers, 'layout' | 'users'>> {
  return await startup.progress.step(`${layout.nation.code} PostgreSQL`, async () => {
    const { unit, url, provision } = await database(layout, startup.guardian);
    await startReady([unit], startup);
    return { postgresUrl: url, databases: await provision() };
  });
}

async function startServices(servers: readonly NationServers[], startup: Startup): Promise<void> {
  const units: Unit[] = [];
  for (const { layout, databases } of servers) {
    const partners = startup.layouts.filter((other) => other !== layout);
    const firstRun = !(await exists(healthyMarker(layout)));
    const isFirstRun = () => firstRun && !startup.supervisor.isHealthy;
    units.push(...serviceUnits(layout, { guardian: startup.guardian, databases, partners, isFirstRun }));
  }
  await startReady(units, startup);
}

async function startReady(units: readonly Unit[], { supervisor }: Startup): Promise<void> {
  await Promise.all(units.map((unit) => supervisor.start(unit)));
  await Promise.all(units.map((unit) => unit.untilReady()));
}

/** Says that the nation's links have run: from then on a missing position is an alarm, not a beginning. */
function healthyMarker(layout: NationLayout): string {
  return join(layout.dataDir, 'was-healthy');
}
