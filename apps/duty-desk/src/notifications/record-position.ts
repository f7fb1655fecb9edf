/** Where a record was read, and where to go on after it. */
export interface RecordPosition {
  topic: string;
  partition: number;
  next: bigint;
  topicId: string | null;
}
