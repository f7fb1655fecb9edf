import { describe, expect, it } from '@jest/globals';
import { alertOf } from './support/alerts.js';
import { clusterOf, registryOf } from './support/cluster.js';
import { passctl } from './support/passctl.js';
import { copySeen, eventually, Machine, nationCodes, receiptSeen, sandbox } from './support/sandbox.js';

const [here, there] = nationCodes();
const system = new Machine(here, 'system');
const partner = new Machine(there, 'system');
const topics = registryOf(here);
const link = topics.carryLink(there, 'alert.urgent');
const released = topics.released(there, 'alert.urgent');

interface LinkItem {
  partner: string;
  alarms: string[];
  inbound: { lane: string; gaps: { first: string }[] }[];
}

const linkThere = async (): Promise<LinkItem> => {
  const { body } = await partner.call<{ items: LinkItem[] }>('api', 'GET', '/v1/links');
  return body.items.find((item) => item.partner === here)!;
};
const gapsThere = async (): Promise<string[]> =>
  (await linkThere()).inbound
    .filter(({ lane }) => lane === 'alert.urgent')
    .flatMap(({ gaps }) => gaps.map(({ first }) => first));

const carries = () => sandbox().processes.filter(({ nation, role }) => nation === here && role === 'carry');

/** As after an outage longer than retention: what was released is there no more. */
async function truncate(): Promise<void> {
  const admin = clusterOf(here).admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(released);
    const partitions = offsets.map(({ partition, high }) => ({ partition, offset: high }));
    await admin.deleteTopicRecords({ topic: released, partitions });
  } finally {
    await admin.disconnect();
  }
}

const highOf = async (): Promise<bigint> => {
  const admin = clusterOf(here).admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(released);
    return offsets.reduce((sum, { high }) => sum + BigInt(high), 0n);
  } finally {
    await admin.disconnect();
  }
};

const resume = () =>
  passctl(here, ['links', 'resume', link, '--nation', here, '--partner', there, '--from-log-start']);

async function restartCarries(): Promise<void> {
  const before = carries().map(({ pid }) => pid);
  for (const pid of before) process.kill(pid, 'SIGKILL');
  await eventually(async () => {
    const pids = carries().map(({ pid }) => pid);
    return pids.length === before.length && !pids.some((pid) => before.includes(pid));
  }, 'the bridge started again');
}

describe('an outage longer than retention', () => {
  it('stops the link, shows the gap, and what was lost comes again from the records', async () => {
    const first = await system.issue(alertOf('STOLEN-VEHICLE'));
    await receiptSeen(system, first.body.alertId, 'delivered');
    const high = await highOf();
    const before = await gapsThere();
    for (const { pid } of carries()) process.kill(pid, 'SIGSTOP');
    const lost = await system.issue(alertOf('STOLEN-VEHICLE'));
    await eventually(async () => (await highOf()) > high, 'its release');
    await truncate();
    await restartCarries();

    // While the link stands still nothing passes; an operator lets it go on once its alarm is understood.
    const moved = await eventually(resume, 'the link stopped and resumed');
    expect(moved).toContain(`${link} 0: ${released} from `);
    await restartCarries();
    const after = await system.issue(alertOf('STOLEN-VEHICLE'));
    await copySeen(partner, after.body.alertId);
    await eventually(async () => (await linkThere()).alarms.includes('gap'), 'the alarm of the gap');
    const opened = (await gapsThere()).filter((first) => !before.includes(first));
    expect(opened).toHaveLength(1);

    const path = `/v1/links/${there}/reconciliations`;
    const started = await system.call<{ id: string }>('api', 'POST', path);
    expect(started.status).toBe(202);
    await copySeen(partner, lost.body.alertId);
    await receiptSeen(system, lost.body.alertId, 'delivered');
    const { result } = await eventually(async () => {
      const { body } = await system.call<{ result: string }>('api', 'GET', `${path}/${started.body.id}`);
      return body.result !== 'running' && body;
    }, 'the end of the reconciliation');
    // Forged alerts of other specs are drift that stands; without it both hold the same, and the gap is accounted for.
    if (result === 'complete')
      await eventually(async () => !(await gapsThere()).includes(opened[0]!), 'the gap closed');
    await eventually(async () => {
      const history = await new Machine(here, 'auditor').all<Record<string, unknown>>(
        'auditor',
        '/v1/history',
      );
      return history.some(({ kind, reason }) => kind === 'link-resumed' && reason === link);
    }, 'the operator’s act in the history');
  });
});
