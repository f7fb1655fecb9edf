/** Ids, codes, counts; never a payload, a key or a header. */
export type EventFields = Readonly<Record<string, string | number | bigint | boolean | null | undefined>>;

/** What the Kafka layers log to; runtime's JsonLogger is one. `event` is a dotted name such as `link.opened`. */
export interface EventLogger {
  debug(event: string, fields?: EventFields): void;
  info(event: string, fields?: EventFields): void;
  warn(event: string, fields?: EventFields): void;
  error(event: string, fields?: EventFields): void;
}

export const silentLogger: EventLogger = { debug() {}, info() {}, warn() {}, error() {} };
