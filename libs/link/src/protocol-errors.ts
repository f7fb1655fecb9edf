interface Wrapped {
  type?: string;
  cause?: unknown;
  originalError?: unknown;
}

/** The Kafka error type (`INVALID_PRODUCER_EPOCH` …) inside whatever kafkajs wrapped around it. */
function protocolError(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 5) return undefined;
  const { type, cause, originalError } = error as Wrapped;
  if (typeof type === 'string') return type;
  return protocolError(cause, depth + 1) ?? protocolError(originalError, depth + 1);
}

/** Another instance opened the same partition, or the transaction timed out (kafka-link T4). */
export const isFenced = (error: unknown): boolean =>
  ['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED'].includes(protocolError(error) ?? '');

export const isTooLarge = (error: unknown): boolean =>
  ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'].includes(protocolError(error) ?? '');
