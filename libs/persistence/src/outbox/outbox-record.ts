/** A record to be published once the transaction that writes it is committed. */
export interface OutboxRecord {
  /** Topic. */
  destination: string;
  partition: number;
  key: string;
  value: Buffer;
  headers: Record<string, string>;
}
