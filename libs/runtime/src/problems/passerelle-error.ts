export type ErrorCode = `PSR_${string}`;

export interface PasserelleErrorOptions {
  /** HTTP status it becomes at the edge; 500 unless told. */
  status?: number;
  /** Would the same call later have a chance? */
  retriable?: boolean;
  /** Ids and codes that may be logged and shown. */
  details?: Readonly<Record<string, string | number | boolean>>;
  cause?: unknown;
}

/** The base of our errors: a stable code, and a message that holds no data of anyone. */
export class PasserelleError extends Error {
  override readonly name: string = 'PasserelleError';
  readonly status: number;
  readonly retriable: boolean;
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: PasserelleErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status ?? 500;
    this.retriable = options.retriable ?? false;
    this.details = options.details ?? {};
  }
}

/** One rule that a document broke; the offending value is never part of it. */
export interface Violation {
  /** JSON Pointer, RFC 6901. */
  path: string;
  /** Stable, kebab-case. */
  rule: string;
  message: string;
}

/** 422: well-formed, but against the rules named in `errors`. */
export class ValidationProblem extends PasserelleError {
  override readonly name = 'ValidationProblem';

  constructor(readonly errors: readonly Violation[]) {
    super('PSR_VALIDATION', 'the document breaks the rules named in errors', { status: 422 });
  }
}
