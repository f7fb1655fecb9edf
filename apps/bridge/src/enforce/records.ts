import { canonicalBytes, digest } from '@passerelle/credential';
import type {
  BlockDecisionRecord,
  BlockOutcomeRecord,
  DecisionRecord,
  EvidenceKind,
  EvidenceRecord,
  OutcomeRecord,
} from '@passerelle/exchange-model';
import { cloudEventHeaders } from '@passerelle/kafka';
import type { OutputRecord } from '@passerelle/link';
import type { Enforcement } from './enforcement.js';

/** Where one link writes: its name and the source partition decide which partition of a shared topic is its own. */
export interface Writer {
  link: string;
  partition: number;
}

/** What evidence says besides its id, kind, time and actor, which the bridge fills in. */
export type EvidenceFacts = Omit<EvidenceRecord, 'id' | 'kind' | 'at' | 'nation' | 'actor'>;

/** Builds the records that tell node and auditors what the bridge did, in the same transaction as the release. */
export class BridgeRecords {
  constructor(
    private readonly enforcement: Enforcement,
    private readonly writer: Writer,
    private readonly at: Date,
    private readonly key: string,
  ) {}

  evidence(kind: EvidenceKind, facts: EvidenceFacts): OutputRecord {
    const { nation, ids, topics } = this.enforcement;
    const record: EvidenceRecord = {
      id: ids.uuid(),
      kind,
      at: this.at.toISOString(),
      nation,
      actor: 'bridge-enforce',
      ...facts,
    };
    return this.#shared(topics.evidence(), 'evidence', record);
  }

  /** The decision record and the digest under which evidence and release refer to it. */
  decision(
    decision:
      Omit<DecisionRecord, 'at' | 'nation' | 'point'> | Omit<BlockDecisionRecord, 'at' | 'nation' | 'point'>,
  ): {
    record: OutputRecord;
    digest: string;
  } {
    const { nation, topics } = this.enforcement;
    const record: DecisionRecord | BlockDecisionRecord = {
      at: this.at.toISOString(),
      nation,
      point: 'enforce',
      ...decision,
    };
    const bytes = canonicalBytes(record);
    return { record: this.#written(topics.decision(), 'decision', bytes), digest: digest(bytes) };
  }

  outcome(outcome: Omit<OutcomeRecord, 'at'> | Omit<BlockOutcomeRecord, 'at'>): OutputRecord {
    return this.#shared(this.enforcement.topics.outcome(), 'outcome', {
      ...outcome,
      at: this.at.toISOString(),
    });
  }

  #shared(topic: string, type: string, record: object): OutputRecord {
    return this.#written(topic, type, JSON.stringify(record));
  }

  #written(topic: string, type: string, value: OutputRecord['value']): OutputRecord {
    const { nation, ids, topics } = this.enforcement;
    return {
      topic,
      partition: topics.partitionFor(topic, this.writer.link, this.writer.partition),
      key: this.key,
      value,
      headers: cloudEventHeaders({
        id: ids.uuid(),
        type,
        source: nation,
        time: this.at,
        contentType: 'application/json',
      }),
    };
  }
}
