import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { PasserelleError, ValidationProblem, type Violation } from './passerelle-error.js';

/** RFC 9457 problem details; `instance` is the correlation id to quote to an operator. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  instance?: string;
  errors?: readonly Violation[];
  /** Members of the error's own, such as `takenBy` (RFC 9457 §3.2). */
  [extension: string]: unknown;
}

/** What is said about an error that is not ours: its own message may quote the request. */
const BY_STATUS: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['PSR_MALFORMED', 'the request can not be read'],
  401: ['PSR_TOKEN_REQUIRED', 'a bearer token is required'],
  403: ['PSR_FORBIDDEN', 'not allowed'],
  404: ['PSR_NOT_FOUND', 'nothing is served under this path and method'],
  405: ['PSR_METHOD_NOT_ALLOWED', 'this method is not served here'],
  406: ['PSR_NOT_ACCEPTABLE', 'no form of this answer suits the request'],
  413: ['PSR_BODY_TOO_LARGE', 'the body is larger than 256 KB'],
  415: ['PSR_CONTENT_TYPE', 'the body must be application/json in UTF-8'],
};
const FAULT = ['PSR_INTERNAL', 'the service failed; the correlation id finds the cause in its log'] as const;

/** Any thrown value as the problem its caller sees. Faults (5xx) say nothing about their cause. */
export function problemOf(error: unknown, correlationId: string | undefined): Problem {
  const { status, code, detail } = describe(error);
  return {
    ...(error instanceof PasserelleError ? error.details : {}),
    type: `urn:passerelle:problem:${nameOf(code)}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    ...(correlationId === undefined ? {} : { instance: `urn:correlation:${correlationId}` }),
    ...(error instanceof ValidationProblem ? { errors: error.errors } : {}),
  };
}

/** `PSR_NOT_FOUND` is `not-found`. */
export const nameOf = (code: string): string => code.replace(/^PSR_/, '').toLowerCase().replaceAll('_', '-');

function describe(error: unknown): { status: number; code: string; detail: string } {
  if (error instanceof PasserelleError)
    return { status: error.status, code: error.code, detail: error.message };
  const status = statusOf(error);
  const [code, detail] =
    BY_STATUS[status] ?? (status < 500 ? ['PSR_REFUSED', 'the request was refused'] : FAULT);
  return { status, code, detail };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  // body-parser's errors carry a status and are meant for the client
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
