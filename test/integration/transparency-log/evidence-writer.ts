import { randomUUID } from 'node:crypto';
import { digest } from '@passerelle/credential';
import { type KafkaClient, Partitioners, type Producer } from '@passerelle/kafka';

/**
 * A link that writes one partition of an evidence topic, in transactions of a few records of which some are aborted.
 * What it committed stands in `written`, in order.
 */
export class EvidenceWriter {
  readonly written: string[] = [];
  #transactions = 0;

  private constructor(
    private readonly producer: Producer,
    private readonly topic: string,
    private readonly partition: number,
  ) {}

  static async open(kafka: KafkaClient, topic: string, partition: number): Promise<EvidenceWriter> {
    const producer = kafka.producer({
      transactionalId: `${topic}-${partition}-${randomUUID()}`,
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return new EvidenceWriter(producer, topic, partition);
  }

  /** Until so many transactions are over. */
  async write(transactions: number): Promise<void> {
    for (let n = 0; n < transactions; n += 1) await this.#transaction();
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
  }

  async #transaction(): Promise<void> {
    this.#transactions += 1;
    const count = 1 + (this.#transactions % 5);
    const jtis = Array.from({ length: count }, (_, at) => `${this.partition}-${this.#transactions}-${at}`);
    const transaction = await this.producer.transaction();
    const messages = jtis.map((jti) => ({
      partition: this.partition,
      value: JSON.stringify(evidenceOf(jti)),
    }));
    await transaction.send({ topic: this.topic, messages });
    if (this.#transactions % 7 === 0) {
      await transaction.abort();
      return;
    }
    await transaction.commit();
    this.written.push(...jtis);
  }
}

const evidenceOf = (jti: string): object => ({
  id: randomUUID(),
  kind: 'issued',
  at: '2031-03-12T08:00:00.000Z',
  nation: 'XA',
  actor: 'national-node',
  digest: digest(jti),
  jti,
});
