import { createKafka, provisionCluster, silentLogger } from '@passerelle/kafka';
import { BoundedDisk, type Guardian, KafkaServer } from '@passerelle/testing';
import type { NationLayout } from './layout.js';
import type { Unit } from './supervisor.js';

/** Of every payload topic: one where nobody is there to share them with. It may grow from one start to the next. */
export function payloadPartitions({ ports }: NationLayout): number {
  return ports.further.length === 0 ? 1 : PARTITIONS_TO_SHARE;
}
const PARTITIONS_TO_SHARE = 3;

/** Where a test fills a disk of a breakable nation's broker; what it holds is gone when the launcher is. */
const DISK_TO_FILL = 'kafka-disk';

/** A broker's own clock can not be moved, and by default it refuses records that are more than an hour ahead of it. */
const RECORDS_OF_A_MOVED_CLOCK = { 'log.message.timestamp.after.max.ms': '9223372036854775807' };

/** The nation's own cluster: TLS with client certificates, deny by default, one administrator. */
export async function kafkaUnit(layout: NationLayout, guardian: Guardian): Promise<Unit> {
  const log = layout.log('kafka');
  const boundedDisk = layout.isBreakable
    ? await BoundedDisk.make(layout.path(DISK_TO_FILL), { logFile: log, guardian })
    : null;
  const server = await KafkaServer.prepare({
    directory: layout.path('kafka'),
    port: layout.ports.kafka,
    controllerPort: layout.ports.kafkaController,
    border: layout.ports.border,
    ...(layout.isBreakable && { overrides: RECORDS_OF_A_MOVED_CLOCK }),
    ...(boundedDisk && { boundedDisk }),
    tls: { ...layout.credentials('kafka'), principal: layout.principal('kafka') },
    superUsers: [layout.principal('admin')],
    logFile: log,
    guardian,
  });
  return {
    name: 'kafka',
    nation: layout.nation.code,
    role: 'broker',
    layer: 'server',
    log,
    spawn: () => server.spawn(),
    untilReady: () => server.untilReady(),
  };
}

/** Topics and permissions as libs/kafka lists them; nothing happens where they are there. */
export async function provisionKafka(layout: NationLayout): Promise<void> {
  const config = {
    clientId: layout.principal('admin'),
    brokers: [layout.broker],
    tls: layout.credentials('admin'),
  };
  const { code, partners } = layout.nation;
  const partitions = payloadPartitions(layout);
  await provisionCluster(createKafka(config, silentLogger), code, partners, { partitions });
}
