import { ConfigError } from '../config/load-config.js';
import { PasserelleError } from '../problems/passerelle-error.js';

/** What may be written to a log about an error. */
export interface ErrorDescription extends Record<string, string | readonly string[] | undefined> {
  error: string;
  code?: string;
  message?: string;
  frames?: readonly string[];
}

const FRAMES = 6;

/**
 * An error's name, code and place. Messages of databases and parsers quote the data they failed on, so a message is
 * kept only where it can not: our own errors, configuration, sockets and the Kafka client.
 */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES)
    .map((line) => line.trim());
  return {
    error: error.name,
    ...(code === undefined ? {} : { code }),
    ...(hasHarmlessMessage(error) ? { message: error.message } : {}),
    frames,
  };
}

function hasHarmlessMessage(error: Error): boolean {
  return (
    error instanceof PasserelleError ||
    error instanceof ConfigError ||
    'syscall' in error ||
    error.name.startsWith('KafkaJS')
  );
}
