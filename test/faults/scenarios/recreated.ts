import { provisionCluster } from '@passerelle/kafka';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterOf, registryOf } from '../../e2e/support/cluster.js';
import { passctl } from '../../e2e/support/passctl.js';
import { RestorableNation } from '../../e2e/support/restorable.js';
import { eventually, Machine, nationCodes } from '../../e2e/support/sandbox.js';
import { nowIn, offsetOf, setClock } from '../clocks.js';
import { instancesOf, signal, type Which, whileFrozen } from '../frozen.js';
import { complaintsOf, isReady } from '../ready.js';
import { reconcile } from '../reconcile.js';
import { Exchange, type Scenario, type Stage } from '../stage.js';
import { releasedSince } from '../ways.js';

const PACE_MS = 2_500;
const BURST = 40;
const BETWEEN_MS = 5_000;
const PATIENCE_MS = 300_000;
/** Longer than the agreement lets a receipt take. */
const OVERDUE_MS = 16 * 60_000;
/** Clocks may differ by five minutes. */
const STEP_MS = 4 * 60_000;

export const recreated: Scenario = {
  name: 'recreated',
  title:
    'topics at the border are deleted and made anew while messages flow; operators let the readers go on',
  needs: 'border', // a sandbox of its own: no other has clocks that move
  async play(stage) {
    const [from, to] = stage.random.chance(0.5)
      ? stage.nations
      : ([stage.nations[1], stage.nations[0]] as const);
    const exchange = await Exchange.begin(stage);
    const traffic = exchange.traffic.find((each) => each.from === from)!;
    exchange.flow(PACE_MS);
    await traffic.burst(BURST, 'urgent');
    await traffic.burst(BURST, 'routine');

    exchange.destroyed(from);
    const inbound = await playInbound(stage, { from, to, whileGone: () => traffic.burst(BURST, 'urgent') });
    const released = await playReleased(stage, {
      from,
      to,
      whileGone: () => traffic.burst(BURST, 'routine'),
    });
    // What is not missing among the records but lacks its answer is sent again once that is overdue.
    await passTime(stage.nations, OVERDUE_MS);
    await reconcile(from, to);
    return {
      accounts: await exchange.end(),
      figures: { 'consumers resumed': inbound, 'links resumed': released, reconciliations: 3 },
      failures: [
        ...(inbound > 0 ? [] : ['no consumer stopped']),
        ...(released > 0 ? [] : ['no link stopped']),
      ],
    };
  },
};

/** In steps that nations tolerate: while one has made a step and the other has not, nothing is refused for its time. */
async function passTime(nations: readonly string[], milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += STEP_MS)
    await Promise.all(nations.map((nation) => setClock(nation, offsetOf(nation) + STEP_MS)));
}

interface Way {
  from: string;
  to: string;
  whileGone: () => Promise<unknown>;
}

/** The receiver's topic with what was not read yet: its consumer stops, and goes on where the new one begins. */
async function playInbound({ say }: Stage, { from, to, whileGone }: Way): Promise<number> {
  const topic = registryOf(to).inbound(from, 'alert.urgent');
  const node: Which = { nation: to, name: 'national-node' };
  say(`${topic} is deleted and made anew`);
  // The node stands still for a moment, so that something is lost for good with the old topic.
  await whileFrozen(node, async () => {
    await queue(from, whileGone);
    await sleep(BETWEEN_MS);
    await remake(to, topic);
  });
  await stopped(node, 'PSR_CONSUMER_TOPIC_RECREATED');
  const nation = new RestorableNation(new Machine(to, 'system'), from);
  let said = '';
  await nation.withoutServices(async () => {
    const names = ['--nation', to, '--partner', from, '--service', 'national-node'];
    said = await passctl(to, ['consumers', 'resume', ...names, '--from-log-start'], {
      DATABASE_OWNER_URL: nation.ownerUrl('national_node_owner'),
    });
  });
  await eventually(() => isReady(node), `${to} serves again`, PATIENCE_MS);
  await reconcile(from, to);
  return said.split('\n').filter((line) => line.startsWith(`${topic} `)).length;
}

/** Our own topic with what was not carried yet: the link stops, and goes on where the new one begins. */
async function playReleased({ say }: Stage, { from, to, whileGone }: Way): Promise<number> {
  const registry = registryOf(from);
  const topic = registry.released(to, 'alert.routine');
  const link = registry.carryLink(to, 'alert.routine');
  const carry: Which = { nation: from, name: 'bridge', role: 'carry' };
  say(`${topic} is deleted and made anew`);
  await whileFrozen(carry, async () => {
    await queue(from, whileGone);
    await remake(from, topic);
  });
  await stopped(carry, 'PSR_LINK_SOURCE_RECREATED');
  let resumed = 0;
  for (let partition = 0; partition < (await partitionsOf(from, topic)); partition += 1) {
    const which = ['--nation', from, '--partner', to, '--partition', String(partition), '--from-log-start'];
    const said = await passctl(from, ['links', 'resume', link, ...which]);
    if (said.includes(`${topic} from `)) resumed += 1;
  }
  for (const { pid } of instancesOf(carry)) signal(pid, 'SIGKILL');
  await eventually(() => isReady(carry), `${from} carries again`, PATIENCE_MS);
  await reconcile(from, to);
  return resumed;
}

/** A burst is sent, and all of it is let out by its own bridge. */
async function queue(from: string, burst: () => Promise<unknown>): Promise<void> {
  const since = nowIn(from);
  await burst();
  const isOut = async () => (await releasedSince(from, since)) >= BURST;
  await eventually(isOut, `${BURST} released`, PATIENCE_MS);
}

const stopped = (which: Which, code: string): Promise<string> =>
  eventually(
    async () => (await complaintsOf(which)).find((complaint) => complaint.includes(`alarm: ${code}`)),
    `${which.nation} ${which.role ?? which.name} stops with ${code}`,
    PATIENCE_MS,
  );

/** What an operator with the administrator's certificate does: gone, and provisioned again as the registry says. */
async function remake(nation: string, topic: string): Promise<void> {
  const cluster = clusterOf(nation);
  const partitions = await partitionsOf(nation, topic);
  const admin = cluster.admin();
  await admin.connect();
  try {
    await admin.deleteTopics({ topics: [topic] });
    await eventually(async () => !(await admin.listTopics()).includes(topic), 'the topic is gone');
  } finally {
    await admin.disconnect();
  }
  const partners = nationCodes().filter((code) => code !== nation);
  await provisionCluster(cluster, nation, partners, { partitions });
}

async function partitionsOf(nation: string, topic: string): Promise<number> {
  const admin = clusterOf(nation).admin();
  await admin.connect();
  try {
    return (await admin.fetchTopicOffsets(topic)).length;
  } finally {
    await admin.disconnect();
  }
}
