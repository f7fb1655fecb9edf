import { randomUUID } from 'node:crypto';

/** Where the time comes from; a port, so that every decision can be replayed. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

/** Where identifiers come from. They are random: an id never says anything about its subject. */
export abstract class IdSource {
  /** A UUID, lower case. */
  abstract uuid(): string;
}

export class RandomIds extends IdSource {
  override uuid(): string {
    return randomUUID();
  }
}
