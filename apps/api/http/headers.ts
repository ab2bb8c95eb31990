import { DomainError, isUuid, type Uuid } from '#libs/kernel';

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/** The Idempotency-Key: a UUID of any version, in lower case from here on. */
export function idempotencyKey(header: string | string[] | undefined): Uuid {
  if (header === undefined || header === '') throw new DomainError('idempotency-key-missing');
  const key = typeof header === 'string' ? header.toLowerCase() : '';
  if (!isUuid(key)) throw new DomainError('idempotency-key-invalid');
  return key;
}

/** The strong entity tag of a record's version. */
export function etag(version: number): string {
  return `"${version}"`;
}

/** Whether a caller has what has this tag (If-None-Match, RFC 9110 section 13.1.2; tags are compared weakly). */
export function hasTag(header: string | undefined, tag: string): boolean {
  const tags = (header ?? '').split(',').map(each => each.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(`"${tag}"`);
}

/**
 * The version in If-Match (RFC 9110 section 13.1.1). `*` would let a caller change what it has not read.
 * A tag that this service never gave cannot be the current one.
 */
export function ifMatchVersion(header: string | undefined): number {
  if (header === undefined || header.trim() === '*') throw new DomainError('precondition-required');
  const match = /^"(0|[1-9][0-9]{0,14})"$/.exec(header.trim());
  if (!match) throw new DomainError('stale-version');
  return Number(match[1]);
}

export interface Trace {
  /** To keep with an event: at most 55 characters, whatever a later version of the format adds. */
  readonly parent: string;
  readonly id: string;
}

/** A caller's `traceparent` (W3C Trace Context), or undefined where it is none; no new one is made up. */
export function traceOf(header: string | string[] | undefined): Trace | undefined {
  if (typeof header !== 'string') return undefined;
  const match = TRACEPARENT.exec(header);
  if (!match) return undefined;
  const [, version, id, parent, more] = match;
  if (
    version === 'ff' ||
    (version === '00' && more !== undefined) ||
    /^0+$/.test(id!) ||
    /^0+$/.test(parent!)
  )
    return undefined;
  return { parent: header.slice(0, 55), id: id! };
}
