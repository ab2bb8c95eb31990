import { isNativeError } from 'node:util/types';

/** Frames of this program: `libs/vault/keyring.js:12:3`. */
const OWN_FRAME = /^ {4}at .*?\b((?:apps|libs|bench|tools)\/[\w./-]+:\d+:\d+)\)?$/;
const CLASS = /^[A-Za-z_$][\w$]{0,63}$/;
const CODE = /^[A-Za-z0-9_-]{1,40}$/;

export interface Failure {
  readonly type: string;
  readonly code?: string;
  readonly frames?: readonly string[];
  readonly cause?: Failure;
}

/**
 * What may be told of an error: its class, its code, where in this program. Never its message: PostgreSQL's DETAIL
 * prints keys, a QueryFailedError carries parameters, a parser quotes its input.
 */
export function failureOf(error: unknown, depth = 0): Failure {
  if (!isNativeError(error)) return { type: typeof error };
  const type = error.constructor.name;
  const { code } = error as { code?: unknown };
  const frames = framesOf(error);
  return {
    type: CLASS.test(type) ? type : 'Error',
    ...(typeof code === 'string' && CODE.test(code) ? { code } : {}),
    ...(frames.length > 0 ? { frames } : {}),
    ...(error.cause !== undefined && depth < 3 ? { cause: failureOf(error.cause, depth + 1) } : {}),
  };
}

function framesOf(error: Error): string[] {
  const stack = String(error.stack ?? '');
  // The message stands before the frames and may look like some; where it was changed since, no frame can be trusted.
  const start = stack.indexOf(error.message);
  if (start < 0) return [];
  return stack
    .slice(start + error.message.length)
    .split('\n')
    .map(line => OWN_FRAME.exec(line)?.[1])
    .filter(frame => frame !== undefined)
    .slice(0, 10);
}
