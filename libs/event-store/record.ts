import { canonicalBytes, type Uuid } from '#libs/kernel';
import type { NewEvent } from './port';

/** Who did it: a role and a pseudonym whose mapping is in the vault. For a service, its client id. */
export interface Actor {
  readonly role: 'service' | 'staff' | 'privacy-officer' | 'auditor' | 'customer' | 'system';
  readonly id: string;
}

/**
 * What is stored of an event ★: canonical JSON (RFC 8785) of exactly these members, in UTF-8.
 * Revision and position are the store's; they are not part of the bytes.
 */
export interface EventRecord<T extends string = string, D = unknown> {
  readonly id: Uuid;
  /** Name in the past tense; never renamed. */
  readonly type: T;
  /** Version of the type's shape, from 1; older ones are read through upcasters. */
  readonly v: number;
  readonly stream: string;
  /** RFC 3339, UTC, milliseconds; never earlier than the stream's last. */
  readonly time: string;
  readonly command: Uuid;
  /** Keyed fingerprint of the request that caused it, see libs/commands/fingerprint.ts; absent where none is kept. */
  readonly fingerprint?: string;
  readonly actor: Actor;
  /** Version of the policy and catalogue that it happened under (P21). */
  readonly catalogue: string;
  /** W3C Trace Context `traceparent` that the caller sent. */
  readonly trace?: string;
  readonly data: D;
}

/** What a store has in place of a fingerprint where none is kept. */
export const NO_FINGERPRINT = '-';

export function encodeRecord(record: EventRecord): NewEvent {
  return {
    id: record.id,
    type: record.type,
    bytes: canonicalBytes(record),
    commandId: record.command,
    fingerprint: record.fingerprint ?? NO_FINGERPRINT,
  };
}

/** The record as stored, without upcasting. */
export function decodeRecord(bytes: Buffer): EventRecord {
  return JSON.parse(bytes.toString('utf8')) as EventRecord;
}
