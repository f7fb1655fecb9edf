import { LANES, type TopicRegistry } from '@passerelle/kafka';
import { laneMessages, type Message, RECORDS } from './messages.js';

export interface Channel {
  summary: string;
  messages: readonly Message[];
}

/** What each topic of the registry is for. */
export function channelsOf(registry: TopicRegistry): ReadonlyMap<string, Channel> {
  return new Map([...payloadChannels(registry), ...recordChannels(registry), ...positionChannels(registry)]);
}

function* payloadChannels(registry: TopicRegistry): Iterable<[string, Channel]> {
  for (const lane of LANES) {
    const { complete, released } = laneMessages(lane);
    const refused = laneMessages(lane, true);
    const outbound = registry.outbound(lane);
    yield [outbound, { summary: `Lane ${lane}, from our node to our bridge`, messages: [complete] }];
    yield* setAside(outbound, refused.complete);
    for (const partner of registry.partners) {
      const inbound = registry.inbound(partner, lane);
      yield [
        registry.released(partner, lane),
        { summary: `Lane ${lane}, let through`, messages: [released] },
      ];
      yield [inbound, { summary: `Lane ${lane}, as the partner delivered it`, messages: [released] }];
      yield* setAside(inbound, refused.released);
    }
  }

  function* setAside(topic: string, refused: Message): Iterable<[string, Channel]> {
    yield [registry.quarantine(topic), { summary: 'What was refused', messages: [refused] }];
    yield [registry.readmitted(topic), { summary: 'What an operator put back', messages: [refused] }];
  }
}

function recordChannels(registry: TopicRegistry): [string, Channel][] {
  const { outcome, decision, evidence, erasure, notification, receipt, action, agreement } = RECORDS;
  const channel = (summary: string, ...messages: Message[]): Channel => ({ summary, messages });
  return [
    [registry.outcome(), channel('What our bridge decided', outcome)],
    [registry.decision(), channel('Decisions, kept', decision)],
    [registry.evidence(), channel('Evidence, kept', evidence)],
    [registry.erasure(), channel('What was erased, kept', erasure)],
    [registry.desk(), channel('What the duty desk is told', notification, receipt)],
    [registry.deskAction(), channel('What the duty desk did', action)],
    [registry.agreement(), channel('Agreements, kept', agreement)],
  ];
}

function positionChannels(registry: TopicRegistry): [string, Channel][] {
  const prefix = registry.position('');
  const [start = ''] = prefix.split('.v');
  return registry
    .topics()
    .filter(({ name }) => name.startsWith(start))
    .map(({ name }) => [name, { summary: 'Positions of one link', messages: [RECORDS.position] }]);
}
