import { hash } from 'node:crypto';
import type { EventRecord, StoredEvent } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import { DPV_VERSION, KINDS, type Kind } from './kinds';

/** A field that was processed: which version of its value, and the commitment to it where the event has one. */
export interface EntryField {
  readonly commitment?: string;
  readonly version?: number;
}

/** What a feature says of an event of its own: one for each purpose. Catalogue names, ids and dates only. */
export interface EntryDraft {
  readonly kind: Kind;
  /** Pseudonym of the person whose data it is. */
  readonly subject?: Uuid | undefined;
  /** Versioned id, `contract/1`. */
  readonly purpose?: string | undefined;
  /** Without prefix, `A6-1-b`. */
  readonly basis?: string | undefined;
  readonly recipient?: string | undefined;
  readonly instance?: string | undefined;
  /** Ground of a transfer outside the EEA without prefix, `A45-3`. */
  readonly transferGround?: string | undefined;
  readonly fields?: Readonly<Record<string, EntryField>>;
  readonly source?: string | undefined;
  readonly channel?: string | undefined;
  /** What else identifies it: a sharing's id, a document's version. */
  readonly about?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** An entry of the register as it reads from its bytes ★. Format version 1. */
export interface Entry {
  readonly about?: Readonly<Record<string, string | readonly string[]>>;
  readonly actor: { readonly id: string; readonly role: string };
  /** `eu-gdpr:A6-1-b` */
  readonly basis?: string;
  /** Version of policy and catalogue that it happened under (P21). */
  readonly catalogue: string;
  readonly channel?: string;
  /** Version of the DPV vocabulary, where a term of it is used. */
  readonly dpv?: string;
  readonly event: Uuid;
  /** base64url of the SHA-256 of the stored event's bytes. */
  readonly eventHash: string;
  readonly fields?: Readonly<Record<string, EntryField>>;
  readonly instance?: string;
  readonly kind: Kind;
  /** Number of the entry, dense from 0: its leaf in the tree. */
  readonly n: number;
  /** `dpv:Collect` */
  readonly processing?: string;
  readonly purpose?: string;
  readonly recipient?: string;
  readonly source?: string;
  readonly subject?: Uuid;
  /** Time of the event. */
  readonly time: string;
  readonly trace?: string;
  readonly transferGround?: string;
  readonly v: 1;
}

/**
 * The text of entry `n` ★: canonical JSON (RFC 8785), of the event and the number alone, so that a rebuild gives the same
 * bytes. Frozen by golden bytes: what has to change gets a new `v` and a function of its own.
 */
export function entryText(n: number, stored: StoredEvent, record: EventRecord, draft: EntryDraft): string {
  const processing = processingOf(draft);
  // Members stand in their canonical order, and JSON.stringify writes strings and integers as RFC 8785 wants them.
  const entry = {
    about: draft.about && sorted(draft.about),
    actor: { id: record.actor.id, role: record.actor.role },
    basis: draft.basis && `eu-gdpr:${draft.basis}`,
    catalogue: record.catalogue,
    channel: draft.channel,
    dpv: processing && DPV_VERSION,
    event: record.id,
    eventHash: hash('sha256', stored.bytes, 'base64url'),
    fields: draft.fields && sorted(draft.fields),
    instance: draft.instance,
    kind: draft.kind,
    n,
    processing,
    purpose: draft.purpose,
    recipient: draft.recipient,
    source: draft.source,
    subject: draft.subject,
    time: record.time,
    trace: record.trace,
    transferGround: draft.transferGround && `eu-gdpr:${draft.transferGround}`,
    v: 1,
  };
  return JSON.stringify(entry);
}

export function readEntry(bytes: Buffer): Entry {
  return JSON.parse(bytes.toString('utf8')) as Entry;
}

/** Hash of an entry as a leaf of the tree (RFC 9162 section 2.1.1): SHA-256(0x00 ‖ bytes). */
export function leafHash(bytes: Buffer): Buffer {
  return hash('sha256', Buffer.concat([LEAF, bytes]), 'buffer');
}

const LEAF = Buffer.from([0]);

/** A sharing that leaves the EEA is a transfer (Art. 44). */
function processingOf(draft: EntryDraft): string | undefined {
  if (draft.kind === 'shared' && draft.transferGround) return 'dpv:Transfer';
  const kind: { readonly processing?: string } = KINDS[draft.kind];
  return kind.processing;
}

/** Members in canonical order: names are ASCII, so UTF-16 order is what sort() does. Members of members are given in order. */
function sorted<V>(object: Readonly<Record<string, V>>): Record<string, V> {
  const names = Object.keys(object);
  if (names.length < 2) return object;
  const ordered: Record<string, V> = {};
  for (const name of names.sort()) ordered[name] = object[name]!;
  return ordered;
}

/** Fields of versions and commitments that an event carries side by side. */
export function entryFields(
  versions: Readonly<Partial<Record<string, number>>>,
  commitments: Readonly<Partial<Record<string, string>>> = {},
): Record<string, EntryField> {
  const fields: Record<string, EntryField> = {};
  for (const name of Object.keys(versions)) {
    const commitment = commitments[name];
    const version = versions[name]!;
    fields[name] = commitment === undefined ? { version } : { commitment, version };
  }
  return fields;
}

/** Fields of which an event says no more than their names. */
export function namedFields(names: readonly string[]): Record<string, EntryField> {
  return Object.fromEntries(names.map(name => [name, {}]));
}

/** Fields that have a commitment and no version of their own: what a link or a sign-in sealed. */
export function committedFields(commitments: Readonly<Record<string, string>>): Record<string, EntryField> {
  return Object.fromEntries(Object.entries(commitments).map(([name, commitment]) => [name, { commitment }]));
}

/** Fields with the commitments that an event carries of each, and the version of those that are of a record. */
export function usedFields(
  used: Readonly<Partial<Record<string, EntryField>>> = {},
): Pick<EntryDraft, 'fields'> {
  const fields: Record<string, EntryField> = {};
  for (const [name, { commitment, version } = {}] of Object.entries(used))
    fields[name] = {
      ...(commitment !== undefined && { commitment }),
      ...(version !== undefined && { version }),
    };
  return Object.keys(fields).length > 0 ? { fields } : {};
}
