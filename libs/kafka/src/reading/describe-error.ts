/** Something is not as it must be yet; trying again may help. The message holds no data. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}

/** It took longer than anybody waits; whether it happens all the same is unknown. */
export class TooLate extends NotNow {}

/**
 * An error in words that hold no data: messages of kafkajs and of errors with a stable `PSR_` code are kept, of any
 * other (a JSON parser quotes its input) only the name and a system code such as ECONNREFUSED.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error.name.startsWith('KafkaJS') || error instanceof NotNow) return error.message;
  if (code.startsWith('PSR_')) return `${code} ${error.message}`;
  return code ? `${error.name} ${code}` : error.name;
}
