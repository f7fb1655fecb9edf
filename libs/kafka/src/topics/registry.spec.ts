import { describe, expect, it } from '@jest/globals';
import { topicRegistry, partitionOfKey } from './registry.js';

const registry = topicRegistry('XA', ['XB']);
const config = (name: string) => registry.topics().find((topic) => topic.name === name)?.config;
const allowed = (principal: string) =>
  registry
    .acls()
    .filter((acl) => acl.principal === `User:${principal}`)
    .map((acl) => `${acl.operation} ${acl.resource} ${acl.name}${acl.pattern === 'PREFIXED' ? '*' : ''}`)
    .sort();

describe('the topic registry', () => {
  it('names topics as the protocol does', () => {
    expect(registry.outbound('alert.urgent')).toBe('xa.outbound.alert.urgent.v1');
    expect(registry.released('XB', 'receipt')).toBe('xa.released.xb.receipt.v1');
    expect(registry.inbound('XB', 'alert.routine')).toBe('xa.inbound.xb.alert.routine.v1');
    expect(registry.partnerInbound('XB', 'receipt')).toBe('xb.inbound.xa.receipt.v1');
    expect(registry.quarantine(registry.inbound('XB', 'receipt'))).toBe(
      'xa.quarantine.inbound.xb.receipt.v1',
    );
    expect(registry.readmitted(registry.outbound('receipt'))).toBe('xa.readmitted.outbound.receipt.v1');
    expect(registry.partnerPosition('XB', 'receipt')).toBe('xb.position.xa-carry-xb-receipt.v1');
    expect(registry.outboxLink('duty-desk', registry.deskAction())).toBe('xa-desk-outbox-desk-action');
  });

  it('lists no topic and no permission twice', () => {
    for (const names of [
      registry.topics().map((topic) => topic.name),
      registry.acls().map((a) => JSON.stringify(a)),
    ]) {
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('holds every topic that a link reads or writes in this cluster, positions included', () => {
    const names = new Set(registry.topics().map((topic) => topic.name));
    for (const link of registry.links()) {
      for (const topic of [...link.sources, ...link.destinations]) expect(names).toContain(topic);
      if (link.cluster === 'own' && link.host !== 'admin')
        expect(names).toContain(registry.position(link.name));
    }
  });

  it('keeps payloads 72 hours or 7 days, evidence for ever, positions compacted', () => {
    expect(config(registry.outbound('receipt'))).toMatchObject({
      'retention.ms': '259200000',
      'segment.ms': '3600000',
    });
    expect(config(registry.inbound('XB', 'receipt'))).toMatchObject({
      'retention.ms': '604800000',
      'message.timestamp.type': 'LogAppendTime',
    });
    expect(config(registry.evidence())).toMatchObject({ 'retention.ms': '-1', 'cleanup.policy': 'delete' });
    expect(config(registry.position(registry.enforceLink('receipt')))).toMatchObject({
      'cleanup.policy': 'compact',
    });
  });

  it('gives every partition of a shared topic one owner', () => {
    for (const partitions of [1, 3]) {
      const registry = topicRegistry('XA', ['XB', 'XC'], { partitions });
      for (const topic of [registry.evidence(), registry.decision(), registry.outcome()]) {
        const owners = registry.partitionOwners(topic);
        expect(new Set(owners.map((owner) => JSON.stringify(owner))).size).toBe(owners.length);
        owners.forEach((owner, partition) => {
          expect(registry.partitionFor(topic, owner.link, owner.sourcePartition)).toBe(partition);
        });
      }
    }
  });

  it('moves no owner when payload partitions or partners are added', () => {
    const before = registry.partitionOwners(registry.evidence());
    const after = topicRegistry('XA', ['XB', 'XC'], { partitions: 3 }).partitionOwners(registry.evidence());
    expect(after.slice(0, before.length)).toEqual(before);
  });

  it('refuses a partition to a link that does not write the topic', () => {
    expect(() => registry.partitionFor(registry.evidence(), registry.carryLink('XB', 'receipt'), 0)).toThrow(
      RangeError,
    );
  });

  it("lets the partner's carry deliver and keep its positions, nothing else", () => {
    expect(allowed('xb-carry')).toEqual(
      [
        ...['alert.urgent', 'alert.routine', 'receipt', 'control', 'watchlist'].flatMap((lane) => [
          `WRITE TOPIC xa.inbound.xb.${lane}.v1`,
          `WRITE TOPIC xa.position.xb-carry-xa-${lane.replace('.', '-')}.v1`,
          `READ TOPIC xa.position.xb-carry-xa-${lane.replace('.', '-')}.v1`,
        ]),
        'WRITE TRANSACTIONAL_ID xb-carry-xa-*',
      ].sort(),
    );
  });

  it('lets our own carry read released topics and the agreement, nothing else', () => {
    expect(allowed('xa-bridge-carry').filter((entry) => !entry.includes('GROUP'))).toEqual([
      'READ TOPIC xa.agreement.v1',
      'READ TOPIC xa.released.xb.alert.routine.v1',
      'READ TOPIC xa.released.xb.alert.urgent.v1',
      'READ TOPIC xa.released.xb.control.v1',
      'READ TOPIC xa.released.xb.receipt.v1',
      'READ TOPIC xa.released.xb.watchlist.v1',
    ]);
  });

  it('lets who keeps the log read the evidence, nothing else', () => {
    expect(allowed('xa-auditor-keep')).toEqual(['READ TOPIC xa.evidence.v1']);
  });

  it('lets nobody but the authority write the agreement', () => {
    const writers = registry
      .acls()
      .filter((acl) => acl.operation === 'WRITE' && acl.name === registry.agreement())
      .map((acl) => acl.principal);
    expect(writers).toEqual(['User:xa-authority']);
  });

  it('lets nobody but the node write or read what was erased, and keeps it for ever', () => {
    const allowed = registry.acls().filter(({ name }) => name === registry.erasure());
    expect(allowed.map(({ principal, operation }) => `${principal} ${operation}`).sort()).toEqual([
      'User:xa-national-node READ',
      'User:xa-national-node WRITE',
    ]);
    expect(config(registry.erasure())).toMatchObject({ 'retention.ms': '-1' });
  });

  it('resolves handler patterns without naming a nation', () => {
    expect(registry.topicsFor('inbound.receipt')).toEqual([
      'xa.inbound.xb.receipt.v1',
      'xa.readmitted.inbound.xb.receipt.v1',
    ]);
    expect(registry.topicsFor('outcome')).toEqual(['xa.outcome.v1']);
    expect(() => registry.topicsFor('unheard-of')).toThrow(RangeError);
  });

  it('gives a key the same partition for ever', () => {
    expect([1, 3, 12].map((partitions) => partitionOfKey('thread-7', partitions))).toEqual([0, 2, 8]);
  });
});
