import { describe, expect, it } from '@jest/globals';
import { alertOf } from './support/alerts.js';
import { eventually, Machine, nationCodes, receiptSeen } from './support/sandbox.js';

const [here, there] = nationCodes();
const system = new Machine(here, 'system');
const desk = new Machine(there, 'desk');

interface LinkItem {
  partner: string;
  state: string;
  lastHeardAt: string | null;
  alarms: string[];
  inbound: { lane: string; partition: number; sequence: string; gaps: unknown[] }[];
  overdueReceipts: { count: number; oldestAt: string | null };
}

const linkOf = async (machine: Machine): Promise<LinkItem> => {
  const { body } = await machine.call<{ items: LinkItem[] }>('api', 'GET', '/v1/links');
  return body.items.find(({ partner }) => partner !== machine.nation)!;
};

describe('the link with a partner', () => {
  it('is up where nothing but heartbeats is said, and says when they were heard', async () => {
    const first = await eventually(async () => {
      const link = await linkOf(desk);
      return link.state === 'up' && link;
    }, 'a heartbeat');
    expect(first.partner).toBe(here);
    expect(first.lastHeardAt).not.toBeNull();
    expect(first.inbound.map(({ lane }) => lane)).toContain('control');
  });

  it('counts what comes on each lane', async () => {
    const sequence = async () => {
      const lane = (await linkOf(desk)).inbound.find((stream) => stream.lane === 'alert.urgent');
      return lane === undefined ? -1n : BigInt(lane.sequence);
    };
    const before = await sequence();
    const { body } = await system.issue(alertOf('STOLEN-VEHICLE'));
    await receiptSeen(system, body.alertId, 'delivered');
    expect(await sequence()).toBeGreaterThanOrEqual(before);
    expect((await linkOf(system)).overdueReceipts).toMatchObject({ count: expect.any(Number) });
  });
});
