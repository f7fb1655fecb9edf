import { describe, expect, it } from '@jest/globals';
import { alertOf } from './support/alerts.js';
import { eventually, Machine, nationCodes, receiptSeen, sandbox } from './support/sandbox.js';

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
    const next = await eventually(async () => {
      const link = await linkOf(desk);
      return link.lastHeardAt !== first.lastHeardAt && link;
    }, 'the next heartbeat');
    expect(Date.parse(next.lastHeardAt!)).toBeGreaterThan(Date.parse(first.lastHeardAt!));
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

  it('is silent, which is an alarm, while the partner’s bridge does not run, and up again after', async () => {
    const carrying = () =>
      sandbox().processes.filter(({ nation, role }) => nation === here && role === 'carry');
    const stopped = carrying();
    for (const { pid } of stopped) process.kill(pid, 'SIGSTOP');
    try {
      const silent = await eventually(async () => {
        const link = await linkOf(desk);
        return link.alarms.includes('silent') && link;
      }, 'the alarm');
      expect(silent.state).toBe('silent');
    } finally {
      for (const { pid } of stopped) process.kill(pid, 'SIGCONT');
    }
    await eventually(async () => {
      const { state, alarms } = await linkOf(desk);
      return state === 'up' && !alarms.includes('silent');
    }, 'the link up again');
  });
});
