import { randomUUID } from 'node:crypto';
import { alertOf } from '../../e2e/support/alerts.js';
import { clusterOf, type Message, put } from '../../e2e/support/cluster.js';
import { CompromisedNation } from '../../e2e/support/compromised-nation.js';
import { eventually, sandbox } from '../../e2e/support/sandbox.js';
import { query } from '../../e2e/support/surfaces.js';
import { whileFrozen } from '../frozen.js';
import { Exchange, type Scenario } from '../stage.js';
import { releasedSince } from '../ways.js';

const ALERTS = 999;
const BEFORE = 499;
const REASON = 'PSR_SEAL_INVALID';
const PATIENCE_MS = 600_000;

export const poison: Scenario = {
  name: 'poison',
  title: 'one of a thousand records that wait is refused with its reason; all the others are delivered',
  async play(stage) {
    const [from, to] = stage.nations;
    const exchange = await Exchange.begin(stage);
    const [traffic] = exchange.traffic;
    const attacker = await CompromisedNation.take(from, to);
    const jti = randomUUID();
    const poisoned = damaged(attacker.alert(jti, alertOf('STOLEN-VEHICLE')));
    const since = new Date();
    const released = (count: number) =>
      eventually(async () => (await releasedSince(from, since)) >= count, `${count} released`, PATIENCE_MS);
    // The receiver stands still, so that the damaged one is in the middle of what it finds when it goes on.
    await whileFrozen({ nation: to, name: 'national-node' }, async () => {
      await traffic!.burst(BEFORE, 'urgent');
      await released(BEFORE);
      await put(clusterOf(to), poisoned);
      await traffic!.burst(ALERTS - BEFORE, 'urgent');
      await released(ALERTS);
    });
    await eventually(async () => (await exchange.refused(from)).length > 0, 'a refusal', PATIENCE_MS);
    await exchange.meantToBeRefused(from);
    const accounts = await exchange.end();
    const refused = await exchange.refused(from);
    const { stored } = accounts.find((account) => account.from === from)!;
    const failures = [
      ...(refused.length === 1 && refused[0]!.endsWith(` ${REASON}`)
        ? []
        : [`refused: ${refused.join('; ')}`]),
      ...((await isAdmitted(to, jti)) ? ['the damaged one was admitted'] : []),
      ...(stored === ALERTS ? [] : [`${stored} were delivered, not ${ALERTS}`]),
    ];
    return { accounts, figures: { delivered: stored, refused: refused.length, as: REASON }, failures };
  },
};

/** Authentic until a byte of its seal was changed: nobody can tell what it said, so no receipt speaks of it. */
function damaged(message: Message): Message {
  const value = Buffer.from(message.value!);
  const middle = Math.floor(value.length / 2);
  value[middle] = value[middle] === 0x41 ? 0x42 : 0x41;
  return { ...message, value };
}

async function isAdmitted(nation: string, jti: string): Promise<boolean> {
  const sql = 'select 1 from national_node.alert where origin_jti = $1';
  return (await query(sandbox().nations[nation]!, 'passerelle', sql, [jti])).length > 0;
}
