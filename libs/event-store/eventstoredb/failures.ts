import { LogDamaged, StoreUnavailable } from '../port';

/** Who only looks founds no log. */
export class NoLog extends Error {}

/** An error of gRPC, as the client's streams emit it. */
interface RpcError extends Error {
  readonly code: number;
  readonly details?: string;
  readonly metadata?: { get(key: string): unknown[] };
}

/** gRPC's status codes, as far as they are told apart here. */
const CANCELLED = 1;
const UNKNOWN = 2;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const ABORTED = 10;
const INTERNAL = 13;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

const PASSING = new Set([
  CANCELLED,
  UNKNOWN,
  DEADLINE_EXCEEDED,
  RESOURCE_EXHAUSTED,
  ABORTED,
  INTERNAL,
  UNAVAILABLE,
]);

function rpc(error: unknown): RpcError | undefined {
  return error instanceof Error && typeof (error as Partial<RpcError>).code === 'number'
    ? (error as RpcError)
    : undefined;
}

/** The server's own word for what went wrong. */
function exceptionOf(error: RpcError): string {
  const [exception] = error.metadata?.get('exception') ?? [];
  return typeof exception === 'string' ? exception : '';
}

/** A call that went silent, or ended without saying that it was the end. */
export class CutShort extends Error {}

/**
 * True when the same call may succeed later or on another node. A plain Error is one: the client's discovery found no node.
 */
export function isPassing(error: unknown): boolean {
  const known = rpc(error);
  if (!known) return error instanceof CutShort || (error instanceof Error && error.constructor === Error);
  return PASSING.has(known.code) || exceptionOf(known) === 'not-leader';
}

/** The server refuses this service: it does not know user and password, or the user may not do this. */
export class AccessDenied extends StoreUnavailable {
  constructor(readonly known: boolean) {
    super(
      known ? 'EventStoreDB denies access to its user' : 'EventStoreDB does not accept user and password',
    );
  }
}

function isDeleted(error: unknown): boolean {
  const known = rpc(error);
  return known !== undefined && exceptionOf(known) === 'stream-deleted';
}

/** What may be said of an error: the server's text quotes stream names. */
export function safeCause(error: unknown): string {
  const known = rpc(error);
  if (known) return `gRPC status ${known.code}`;
  if (error instanceof CutShort) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}

/** What the caller of the port gets when a call came to nothing. */
export function asPortError(error: unknown): Error {
  if (isDeleted(error)) return new LogDamaged('a stream of the log was deleted');
  // Nothing else that is sent can be: what a caller gives is checked before.
  if (rpc(error)?.code === INVALID_ARGUMENT)
    return new LogDamaged('the log does not have a position that was read from it: it is another copy');
  if (rpc(error)?.code === UNAUTHENTICATED) return new AccessDenied(false);
  if (rpc(error)?.code === PERMISSION_DENIED) return new AccessDenied(true);
  if (rpc(error) || isPassing(error))
    return new StoreUnavailable(`EventStoreDB does not answer (${safeCause(error)})`);
  return error instanceof Error ? error : new Error('unknown failure');
}

/** Text of a connection that could not be made, for the messages at start: speaks of hosts and certificates only. */
export function connectionText(error: unknown): string {
  const text = rpc(error)?.details ?? (error instanceof Error ? error.message : '');
  return text
    .replace(/ Resolution note: ?$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
