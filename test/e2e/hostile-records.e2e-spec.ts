import { beforeAll, describe, expect, it } from '@jest/globals';
import { digest } from '@passerelle/credential';
import type { KafkaClient, KafkaRecord } from '@passerelle/kafka';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { alertOf } from './support/alerts.js';
import { clusterOf, entryOf, put, quarantined, reasonOf, recordsOf, registryOf } from './support/cluster.js';
import { CompromisedNation } from './support/compromised-nation.js';
import { copySeen, eventually, Machine, nationCodes, receiptSeen, receiptsOf } from './support/sandbox.js';

/** Records that were once honest: said again, moved, turned round, contradicted, put back. */
const [here, there] = nationCodes();
const system = new Machine(here, 'system');
const partner = new Machine(there, 'system');
const desk = new Machine(there, 'desk');
const auditor = new Machine(there, 'auditor');
const PASSCTL = fileURLToPath(new URL('../../dist/apps/passctl/src/main.js', import.meta.url));

let attacker: CompromisedNation;
const clusters: Record<string, KafkaClient> = {};
beforeAll(async () => {
  attacker = await CompromisedNation.take(here, there);
  for (const nation of [here, there]) clusters[nation] = clusterOf(nation);
});

const inbound = (to: string, from: string, lane: 'alert.urgent' | 'alert.routine' | 'receipt') =>
  registryOf(to).inbound(from, lane);
const urgent = () => inbound(there, here, 'alert.urgent');

/** Sends an alert by the honest way; gives it with the record that carried it. */
async function crossed(): Promise<{ alertId: string; record: KafkaRecord }> {
  const known = (await recordsOf(clusters[there]!, urgent())).length;
  const { alertId } = (await system.issue(alertOf('STOLEN-VEHICLE'))).body;
  await copySeen(partner, alertId);
  await receiptSeen(system, alertId, 'delivered');
  const record = (await recordsOf(clusters[there]!, urgent())).slice(known).at(-1)!;
  return { alertId, record };
}

const copiesOf = async (originAlertId: string) =>
  (await partner.all<{ originAlertId?: string; version: number }>('api', '/v1/alerts')).filter(
    (each) => each.originAlertId === originAlertId,
  );
const notificationsOf = async (originAlertId: string) =>
  (await desk.all<{ originAlertId: string }>('desk', '/v1/notifications')).filter(
    (each) => each.originAlertId === originAlertId,
  );
const countOf = async (kind: string, bytes: Buffer): Promise<number> =>
  (await auditor.all<{ kind: string; digest: string }>('auditor', '/v1/history')).filter(
    (item) => item.kind === kind && item.digest === digest(bytes),
  ).length;

/** An honest alert behind whatever was put on the topic: once it is there, what stood before it was handled. */
const nextHandled = async (): Promise<void> => void (await crossed());

describe('a real record', () => {
  it('changes nothing when the same bytes come again', async () => {
    const { alertId, record } = await crossed();
    const before = await receiptsOf(system, alertId);
    for (let n = 0; n < 3; n += 1) await put(clusters[there]!, record);
    await nextHandled();
    expect(await copiesOf(alertId)).toHaveLength(1);
    expect(await notificationsOf(alertId)).toHaveLength(1);
    expect(await countOf('quarantined', record.value!)).toBe(0);
    expect(await receiptsOf(system, alertId)).toEqual(before);
  });

  it('brings no withdrawn alert back', async () => {
    const { alertId, record } = await crossed();
    await system.withdraw(alertId);
    await copySeen(partner, alertId, ({ state }) => state === 'withdrawn');
    await put(clusters[there]!, record);
    await nextHandled();
    expect(await copiesOf(alertId)).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('takes no later version back', async () => {
    const { alertId, record } = await crossed();
    await system.update(alertId, 1, alertOf('STOLEN-VEHICLE', { vehicle: { plate: 'DEMO-777' } }));
    await copySeen(partner, alertId, ({ version }) => version === 2);
    await put(clusters[there]!, record);
    await nextHandled();
    expect(await copiesOf(alertId)).toMatchObject([{ version: 2, vehicle: { plate: 'DEMO-777' } }]);
  });

  it.each(['alert.routine', 'receipt'] as const)('is quarantined in the lane %s', async (lane) => {
    const { alertId, record } = await crossed();
    const topic = inbound(there, here, lane);
    const offset = await put(clusters[there]!, { ...record, topic });
    const kept = await quarantined(clusters[there]!, there, { topic, offset });
    expect(reasonOf(kept)).toBe(lane === 'receipt' ? 'PSR_HEADER_TYPE' : 'wrong-stream');
    await nextHandled();
    expect(await copiesOf(alertId)).toHaveLength(1);
  });

  it('of the other direction is quarantined: it was sealed for somebody else', async () => {
    const { alertId } = (await partner.issue(alertOf('STOLEN-VEHICLE'))).body;
    await copySeen(system, alertId);
    const ours = (await recordsOf(clusters[here]!, inbound(here, there, 'alert.urgent'))).at(-1)!;
    const offset = await put(clusters[there]!, { ...ours, topic: urgent() });
    const kept = await quarantined(clusters[there]!, there, { topic: urgent(), offset });
    expect(reasonOf(kept)).toBe('PSR_SEAL_KEY_UNKNOWN');
    await nextHandled();
  });
});

describe('an origin that contradicts itself', () => {
  it('is quarantined and told apart from a repetition; the first statement stands', async () => {
    const jti = randomUUID();
    const claims = { thr: 'thread-of-two' };
    const plates = ['DEMO-1', 'DEMO-2'].map((plate) =>
      attacker.alert(jti, alertOf('STOLEN-VEHICLE', { vehicle: { plate } }), { claims }),
    );
    await put(clusters[there]!, plates[0]!);
    await copySeen(partner, jti);
    const offset = await put(clusters[there]!, plates[1]!);
    const kept = await quarantined(clusters[there]!, there, { topic: urgent(), offset });
    expect(reasonOf(kept)).toBe('equivocation');
    expect(await copiesOf(jti)).toMatchObject([{ version: 1, vehicle: { plate: 'DEMO-1' } }]);
    expect(await notificationsOf(jti)).toHaveLength(1);
    await eventually(async () => (await countOf('quarantined', plates[1]!.value!)) === 1, 'in the history');
    await nextHandled();
  });
});

describe('a receipt that is none of its sender’s to give', () => {
  it.each([
    ['about a message never sent', { sub: `${there}:${randomUUID()}`, rcp: 'delivered' }, 'unknown-message'],
    ['about its own message', { sub: `${here}:${randomUUID()}`, rcp: 'delivered' }, 'receipt-of-another'],
    ['that stays at home', { sub: `${there}:${randomUUID()}`, rcp: 'withheld' }, 'receipt-stays-home'],
    ['of no known kind', { sub: `${there}:${randomUUID()}`, rcp: 'applauded' }, 'claims-rcp-not-on-the-list'],
  ])('is quarantined: %s', async (_, claims, reason) => {
    const message = attacker.receipt(claims);
    const offset = await put(clusters[there]!, message);
    expect(reasonOf(await quarantined(clusters[there]!, there, { topic: message.topic, offset }))).toBe(
      reason,
    );
  });

  it('is quarantined under the origin key', async () => {
    const message = attacker.receipt(
      { sub: `${there}:${randomUUID()}`, rcp: 'delivered' },
      { originKey: attacker.keys.origin },
    );
    const offset = await put(clusters[there]!, message);
    const kept = await quarantined(clusters[there]!, there, { topic: message.topic, offset });
    expect(reasonOf(kept)).toBe('PSR_KEY_UNKNOWN');
    await nextHandled();
  });
});

describe('readmission', () => {
  const passctl = (...args: string[]) => {
    const { brokers, ca, cert, key } = entryOf(there).kafka;
    return promisify(execFile)(process.execPath, [PASSCTL, ...args], {
      env: {
        PATH: process.env['PATH'],
        KAFKA_BROKERS: brokers.join(','),
        KAFKA_CA_FILE: ca,
        KAFKA_CERT_FILE: cert,
        KAFKA_KEY_FILE: key,
      },
    });
  };

  it('puts a record before the same judge again: still bad, it returns; its neighbours go on', async () => {
    const message = attacker.alert(randomUUID(), alertOf('STOLEN-VEHICLE'), {
      headers: { ce_source: there },
    });
    const offset = await put(clusters[there]!, message);
    const kept = await quarantined(clusters[there]!, there, { topic: urgent(), offset });
    const topic = registryOf(there).quarantine(urgent());
    const place = ['--nation', there, '--topic', topic];
    const { stdout: listed } = await passctl('quarantine', 'list', ...place);
    expect(listed).toContain(`header-mismatch from ${urgent()} 0 ${offset}`);

    const readmitted = registryOf(there).readmitted(urgent());
    const before = (await recordsOf(clusters[there]!, readmitted)).at(-1)?.offset ?? -1n;
    await passctl('quarantine', 'readmit', ...place, '--offset', String(kept.offset));
    const [again] = await recordsOf(clusters[there]!, readmitted, before + 1n);
    expect(again!.value!.equals(message.value!)).toBe(true);
    const back = await quarantined(clusters[there]!, there, {
      topic: readmitted,
      payloadTopic: urgent(),
      offset: again!.offset,
    });
    expect(reasonOf(back)).toBe('header-mismatch');
    await nextHandled();
  });
});
