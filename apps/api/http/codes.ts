import { paramsOf } from '#libs/http';
import type { ProblemCode } from '#libs/kernel';
import type { Prepared } from './prepared';

const ANY: readonly ProblemCode[] = ['invalid-request', 'unknown-field', 'internal-error'];
const CALLER: readonly ProblemCode[] = [
  'token-missing',
  'token-invalid',
  'token-expired',
  'forbidden-role',
  'issuer-unavailable',
  'too-many-requests',
];
const BODY: readonly ProblemCode[] = [
  'malformed-json',
  'duplicate-key',
  'nul-character',
  'lone-surrogate',
  'replacement-character',
  'unsupported-media-type',
  'body-too-large',
  'body-too-slow',
];
const MACHINE: readonly ProblemCode[] = [
  'queue-full',
  'store-unavailable',
  'storage-full',
  'log-unreadable',
  'keyring-unavailable',
  'key-unavailable',
];
const COMMAND: readonly ProblemCode[] = [
  'idempotency-key-missing',
  'idempotency-key-invalid',
  'idempotency-key-reused',
  'conflict-retry',
  'event-too-large',
  'shutting-down',
];

/** Of an endpoint that is a look with a stated purpose. */
const LOOK: readonly ProblemCode[] = [
  'purpose-required',
  'purpose-unknown',
  'purpose-objected',
  'purpose-closed',
  'look-not-allowed',
  'client-not-allowed',
];

/** Every code that an endpoint can answer: those of its form, its callers and the machine, and its own. */
export function codesOf(prepared: Prepared): ProblemCode[] {
  const { options, isCommand, endpoint } = prepared;
  const open = options.roles === 'anyone';
  return [
    ...new Set<ProblemCode>([
      ...ANY,
      ...(open ? [] : [...CALLER, ...MACHINE]),
      ...(!open && options.roles.includes('auditor') ? (['audit-not-open'] as const) : []),
      ...(options.scopes?.length ? (['forbidden-scope'] as const) : []),
      ...(endpoint.path.includes(':') ? (['not-found'] as const) : []),
      ...(paramsOf(endpoint.path).includes('subject') ? (['subject-erased'] as const) : []),
      ...(endpoint.method === 'POST' ? BODY : (['nul-character', 'replacement-character'] as const)),
      ...(isCommand ? COMMAND : []),
      ...(isCommand && options.roles.includes('service') ? (['client-not-allowed'] as const) : []),
      ...(options.ifMatch ? (['precondition-required', 'stale-version'] as const) : []),
      ...(options.position ? (['foreign-position', 'projection-behind'] as const) : []),
      ...(options.purpose ? LOOK : []),
      ...(options.problems ?? []),
    ]),
  ];
}
