import { Inject, Injectable } from '@nestjs/common';
import { canonicalBytes, digest } from '@passerelle/credential';
import { evidenceShape, ExchangeModelError, parseRecord } from '@passerelle/exchange-model';
import type { KafkaRecord } from '@passerelle/kafka';
import {
  ConsumerPositionRepository,
  type HistoryEvent,
  HistoryRepository,
  withTransaction,
} from '@passerelle/persistence';
import { correlation, JsonLogger } from '@passerelle/runtime';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditorConfig } from '../config.js';

/** Keeps what the nation's services say happened. Nothing is dropped: what can not be read is history too. */
@Injectable()
export class KeepEvidence {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(HistoryRepository) private readonly history: HistoryRepository,
    @Inject(ConsumerPositionRepository) private readonly positions: ConsumerPositionRepository,
    @Inject(AuditorConfig) private readonly config: AuditorConfig,
    @Inject(JsonLogger) private readonly logger: JsonLogger,
  ) {}

  async evidence(records: readonly KafkaRecord[], topicId: string): Promise<void> {
    await this.#once(records, topicId, (manager, record) =>
      this.history.append(manager, this.#eventOf(record)),
    );
  }

  /** Decision records, each under the digest that evidence cites: SHA-256 of its JCS bytes. */
  async decision(records: readonly KafkaRecord[], topicId: string): Promise<void> {
    await this.#once(records, topicId, async (manager, record) => {
      const body = objectOf(record.value);
      if (body) await this.history.keepDecision(manager, digest(canonicalBytes(body)), body);
      else await this.history.append(manager, this.#unreadable(record, ['/ is-object']));
    });
  }

  /** Effects and position in one transaction; a record that was kept before changes nothing. */
  async #once(
    records: readonly KafkaRecord[],
    topicId: string,
    keep: (manager: EntityManager, record: KafkaRecord) => Promise<void>,
  ): Promise<void> {
    await withTransaction(this.dataSource, async (manager) => {
      for (const record of await this.positions.take(manager, records, topicId))
        await correlation.resume(record.headers, () => keep(manager, record));
    });
  }

  #eventOf(record: KafkaRecord): HistoryEvent {
    try {
      const { id, at, kind, nation, digest, alertId, jti, iss, version, decisionDigest } = parseRecord(
        evidenceShape,
        String(record.value),
      );
      return {
        ...sourceOf(record),
        evidenceId: id,
        at: new Date(at),
        kind,
        nation,
        digest,
        alertId: alertId ?? null,
        // a service that names no issuer speaks of a message of its own nation
        iss: jti === undefined ? null : (iss ?? nation),
        jti: jti ?? null,
        version: version ?? null,
        decisionDigest: decisionDigest ?? null,
        body: objectOf(record.value) ?? {},
      };
    } catch (error) {
      if (!(error instanceof ExchangeModelError)) throw error;
      return this.#unreadable(record, [`${error.path} ${error.rule}`]);
    }
  }

  #unreadable(record: KafkaRecord, broken: string[]): HistoryEvent {
    const { topic, partition, offset, timestamp, value } = record;
    this.logger.error('evidence.unreadable', { topic, partition, offset, broken });
    return {
      ...sourceOf(record),
      evidenceId: null,
      at: timestamp,
      kind: 'unreadable',
      nation: this.config.nation,
      digest: digest(value ?? ''),
      alertId: null,
      iss: null,
      jti: null,
      version: null,
      decisionDigest: null,
      body: { broken },
    };
  }
}

function sourceOf({ topic, partition, offset }: KafkaRecord) {
  return { sourceTopic: topic, sourcePartition: partition, sourceOffset: offset };
}

function objectOf(value: Buffer | null): object | null {
  try {
    const parsed: unknown = JSON.parse(value?.toString() ?? '');
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
