/** What a link has done since it was made; plain numbers that runtime turns into metrics. */
export class LinkCounters {
  /** source records carried or withheld */
  records = 0;
  /** records written to the destination, positions apart */
  outputs = 0;
  transactions = 0;
  /** openings after an error */
  reopens = 0;
  lastError: string | null = null;

  committed(records: number, outputs: number): void {
    this.records += records;
    this.outputs += outputs;
    this.transactions++;
  }

  reopened(reason: string): void {
    this.reopens++;
    this.lastError = reason;
  }
}
