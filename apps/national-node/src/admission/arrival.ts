import type { KafkaRecord } from '@passerelle/kafka';

/** A record of a partner with the message that was proven to be in it. */
export interface Arrival<M> {
  record: KafkaRecord;
  message: M;
  /** Runs work under the record's correlation id. */
  within: <T>(work: () => T) => T;
}

/** A record that must be quarantined, and the code of why. */
export interface Refused {
  record: KafkaRecord;
  reason: string;
  within: <T>(work: () => T) => T;
}
