import type { LoggerService } from '@nestjs/common';
import { type Clock, SystemClock } from '../clock.js';
import { correlation } from './correlation.js';
import { describeError } from './describe-error.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Ids, codes, counts and durations. Never a payload, a name, a number, a query string. */
export type LogFields = Readonly<
  Record<string, string | number | bigint | boolean | null | undefined | readonly string[]>
>;

export interface JsonLoggerOptions {
  service: string;
  level?: LogLevel;
  clock?: Clock;
  write?: (line: string) => void;
}

/**
 * One JSON object a line: `{at, level, service, event, correlationId?, …fields}`.
 *
 * `info`, `warn`, `error` and `debug` take an event name (`alert.stored`) and fields. The methods of Nest's
 * `LoggerService` are for the framework's own lines, which become the event `framework`.
 */
export class JsonLogger implements LoggerService {
  readonly #service: string;
  readonly #threshold: number;
  readonly #clock: Clock;
  readonly #write: (line: string) => void;

  constructor(options: JsonLoggerOptions) {
    this.#service = options.service;
    this.#threshold = LOG_LEVELS.indexOf(options.level ?? 'info');
    this.#clock = options.clock ?? new SystemClock();
    this.#write = options.write ?? ((line) => process.stdout.write(line));
  }

  info(event: string, fields: LogFields = {}): void {
    this.#line('info', event, fields);
  }

  /** Also Nest's: a sentence of the framework is told from an event name by its blanks. */
  warn(event: unknown, ...rest: unknown[]): void {
    this.#either('warn', event, rest);
  }

  error(event: unknown, ...rest: unknown[]): void {
    this.#either('error', event, rest);
  }

  debug(event: unknown, ...rest: unknown[]): void {
    this.#either('debug', event, rest);
  }

  fatal(event: unknown, ...rest: unknown[]): void {
    this.#either('fatal', event, rest);
  }

  /** Nest tells every module and route at start: of interest while debugging only. */
  log(message: unknown, ...rest: unknown[]): void {
    this.#framework('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#framework('debug', message, rest);
  }

  /** A fault, described without its message unless that is known to hold no data. */
  failure(event: string, error: unknown, fields: LogFields = {}): void {
    this.#line('error', event, { ...fields, ...describeError(error) });
  }

  #either(level: LogLevel, first: unknown, rest: unknown[]): void {
    const isEvent = typeof first === 'string' && /^[a-z][a-z0-9.-]*$/.test(first) && isFields(rest[0]);
    if (isEvent) this.#line(level, first, rest[0] as LogFields);
    else this.#framework(level, first, rest);
  }

  #framework(level: LogLevel, message: unknown, rest: unknown[]): void {
    const context = rest.findLast((part) => typeof part === 'string' && !part.includes('\n'));
    const said = typeof message === 'string' ? { message } : describeError(message);
    this.#line(level, 'framework', { ...said, context: context as string | undefined });
  }

  #line(level: LogLevel, event: string, fields: LogFields): void {
    if (LOG_LEVELS.indexOf(level) < this.#threshold) return;
    const line = {
      at: this.#clock.now().toISOString(),
      level,
      service: this.#service,
      event,
      correlationId: correlation.id(),
      ...fields,
    };
    this.#write(
      `${JSON.stringify(line, (_, value) => (typeof value === 'bigint' ? String(value) : value))}\n`,
    );
  }
}

function isFields(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null);
}
