import { isNativeError } from 'node:util/types';
import { HttpException } from '@nestjs/common';
import {
  AppendQueueFull,
  EventIdConflict,
  EventTooLarge,
  isUnreadable,
  StoreUnavailable,
  WrongExpectedRevision,
} from '#libs/event-store';
import { InvalidRequest, type RequestError } from '#libs/http';
import { DomainError, PROBLEMS, type ProblemCode, type SafeDetails } from '#libs/kernel';
import { KeyFenced, KeyringUnavailable, KeyUnavailable } from '#libs/vault';

/** A refusal on its way out (RFC 9457). */
export interface Problem {
  readonly code: ProblemCode;
  readonly details?: SafeDetails;
  readonly errors?: readonly RequestError[];
}

/** Seconds after which the same may be sent again, where a refusal does not tell them itself (`retryAfter`). */
const RETRY_AFTER: Partial<Record<ProblemCode, number>> = {
  'conflict-retry': 1,
  'queue-full': 1,
  'shutting-down': 2,
  'storage-full': 30,
};
const RETRY_AFTER_OUTAGE = 5;

const BY_CLASS: readonly (readonly [
  abstract: abstract new (...args: never[]) => Error,
  code: ProblemCode,
])[] = [
  [WrongExpectedRevision, 'conflict-retry'],
  [EventIdConflict, 'idempotency-key-reused'],
  [EventTooLarge, 'event-too-large'],
  [AppendQueueFull, 'queue-full'],
  [StoreUnavailable, 'store-unavailable'],
  [KeyFenced, 'subject-erased'],
  [KeyUnavailable, 'key-unavailable'],
  [KeyringUnavailable, 'keyring-unavailable'],
];

const BY_FASTIFY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-http',
  FST_ERR_BAD_URL: 'not-found',
  FST_ERR_ASYNC_CONSTRAINT: 'not-found',
};

/** What an error is to the caller. Whatever is not known here is `internal-error`, without details. */
export function problemOf(error: unknown): Problem {
  if (error instanceof InvalidRequest) return { code: error.code, errors: error.errors };
  if (error instanceof DomainError) return { code: error.code, details: error.details };
  if ((error instanceof StoreUnavailable || error instanceof KeyringUnavailable) && error.full)
    return { code: 'storage-full' };
  if (isUnreadable(error)) return { code: 'log-unreadable' };
  const known = BY_CLASS.find(([type]) => error instanceof type);
  if (known) return { code: known[1] };
  if (databaseIsGone(error)) return { code: isFull(error) ? 'storage-full' : 'store-unavailable' };
  const { code, statusCode } = causeOf(error);
  const byFastify = typeof code === 'string' ? BY_FASTIFY_CODE[code] : undefined;
  if (byFastify) return { code: byFastify };
  if (statusCode === 404 || statusCode === 414) return { code: 'not-found' };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return { code: 'malformed-http' };
  return { code: 'internal-error' };
}

/** Nest wraps what Fastify threw. */
function causeOf(error: unknown): { readonly code?: unknown; readonly statusCode?: unknown } {
  if (!(error instanceof HttpException)) return Object(error) as object;
  return error.cause === undefined ? { statusCode: error.getStatus() } : (Object(error.cause) as object);
}

const NETWORK = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
];
/** What pg says without a code: of its pool, of a cut connection. */
const PG_SAYS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|Cannot use a pool after calling end)/;

/** PostgreSQL does not answer, is full, starts or stops, or was cut off: an outage, not a defect. */
function databaseIsGone(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const { code, driverError, errors } = error as { code?: unknown; driverError?: unknown; errors?: unknown };
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
    // Classes 08 connection, 53 resources (disk full, too many connections), 57P operator; read-only stand-by, statement cancelled.
    return /^(08|53|57P)/.test(code) || code === '25006' || code === '57014';
  }
  const syscall = (error as { syscall?: unknown }).syscall;
  if (typeof code === 'string' && NETWORK.includes(code) && (code !== 'ENOENT' || syscall === 'connect'))
    return true;
  if (PG_SAYS.test(error.message)) return true;
  if (driverError !== undefined && driverError !== error) return databaseIsGone(driverError);
  return Array.isArray(errors) && errors.length > 0 && errors.every(databaseIsGone);
}

/** PostgreSQL's disk_full. */
function isFull(error: unknown): boolean {
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  return code === '53100' || driverError?.code === '53100';
}

/** Headers that belong to a problem. */
export function headersOf({ code, details }: Problem): Record<string, string> {
  const { status } = PROBLEMS[code];
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  const seconds =
    details?.retryAfter ?? RETRY_AFTER[code] ?? (status === 503 ? RETRY_AFTER_OUTAGE : undefined);
  if (seconds !== undefined) headers['retry-after'] = String(Number(seconds));
  if (code === 'token-missing') headers['www-authenticate'] = 'Bearer realm="inzage"';
  if (code === 'token-invalid' || code === 'token-expired') {
    headers['www-authenticate'] = `Bearer realm="inzage", error="invalid_token", error_description="${code}"`;
  }
  if (code === 'forbidden-scope' && typeof details?.scope === 'string') {
    headers['www-authenticate'] =
      `Bearer realm="inzage", error="insufficient_scope", scope="${details.scope}"`;
  }
  return headers;
}

/** The body, RFC 9457. `trace` finds the request in the logs. */
export function bodyOf({ code, details, errors }: Problem, trace: string): string {
  const { status, title, next } = PROBLEMS[code];
  return JSON.stringify({
    ...details,
    type: `urn:inzage:problem:${code}`,
    title,
    status,
    code,
    detail: next,
    ...(errors && errors.length > 0 ? { errors } : {}),
    trace,
  });
}
