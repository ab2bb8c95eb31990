import type { Source } from '#libs/features/subjects';
import type { Envelope } from '#libs/vault';

/** A field that an envelope holds. Members in canonical order: the same record has the same bytes. */
export interface HeldField {
  readonly commitment: string;
  readonly source: Source;
  readonly version: number;
}

/** An envelope with values of one purpose. Of each field that of the highest version is current. */
export interface ValueRow {
  readonly subject: string;
  readonly purposeName: string;
  readonly event: string;
  readonly purpose: string;
  readonly basis: string;
  readonly envelope: Envelope;
  readonly channel: string | undefined;
  readonly catalogue: string;
  readonly since: string;
  readonly fields: Readonly<Record<string, HeldField>>;
}

export type FactKind =
  'service' | 'login' | 'identity' | 'domain' | 'document' | 'payment' | 'restriction' | 'objection';
export type FactData = Readonly<Record<string, string | null | undefined>>;

export interface FactPut {
  readonly event: string;
  readonly since: string;
  readonly data: FactData;
  readonly envelope: Envelope | undefined;
}

/** What is to become of a fact: written anew, changed in some members (null: removed), or gone. */
export type FactChange =
  | { readonly op: 'put'; readonly put: FactPut }
  | { readonly op: 'merge'; readonly data: FactData }
  | { readonly op: 'drop' };

export interface SharingRow {
  readonly sharing: string;
  readonly subject: string;
  readonly recipient: string;
  readonly instance: string | undefined;
  readonly purpose: string;
  readonly basis: string;
  readonly link: string | undefined;
  readonly versions: Readonly<Record<string, number>>;
  readonly transferGround: string | undefined;
  readonly at: string;
  failed?: string;
}

export interface HeadChange {
  registered?: { readonly kind: string; readonly policy: string; readonly at: string };
  /** Events that changed the record. */
  versions: number;
  updated: string;
}

interface Fact {
  readonly subject: string;
  readonly kind: FactKind;
  readonly id: string;
  change: FactChange;
}

/** What a batch of events does to the records, folded in memory so that a few set-based statements carry it out. */
export class Changes {
  readonly heads = new Map<string, HeadChange>();
  readonly values: ValueRow[] = [];
  readonly facts = new Map<string, Fact>();
  readonly sharings = new Map<string, SharingRow>();
  /** Failures of sharings that were written before this batch. */
  readonly failures = new Map<string, string>();

  registered(subject: string, kind: string, policy: string, at: string): void {
    this.heads.set(subject, { registered: { kind, policy, at }, versions: 0, updated: at });
  }

  changed(subject: string, at: string): void {
    const head = this.heads.get(subject);
    if (!head) this.heads.set(subject, { versions: 1, updated: at });
    else {
      head.versions += 1;
      head.updated = at;
    }
  }

  /** The source of a current value as far as this batch tells. */
  sourceOf(subject: string, purposeName: string, field: string): Source | undefined {
    return this.values.findLast(
      row => row.subject === subject && row.purposeName === purposeName && row.fields[field],
    )?.fields[field]?.source;
  }

  put(subject: string, kind: FactKind, id: string, put: FactPut): void {
    this.setFact(subject, kind, id, { op: 'put', put });
  }

  merge(subject: string, kind: FactKind, id: string, data: FactData): void {
    const before = this.facts.get(factKey(subject, kind, id))?.change;
    if (before?.op === 'drop') return;
    const merged = { ...(before?.op === 'put' ? before.put.data : before?.data), ...data };
    const change: FactChange =
      before?.op === 'put'
        ? { op: 'put', put: { ...before.put, data: merged } }
        : { op: 'merge', data: merged };
    this.setFact(subject, kind, id, change);
  }

  drop(subject: string, kind: FactKind, id: string): void {
    this.setFact(subject, kind, id, { op: 'drop' });
  }

  failed(sharing: string, reason: string): void {
    const row = this.sharings.get(sharing);
    if (row) row.failed = reason;
    else this.failures.set(sharing, reason);
  }

  private setFact(subject: string, kind: FactKind, id: string, change: FactChange): void {
    const key = factKey(subject, kind, id);
    const fact = this.facts.get(key);
    if (fact) fact.change = change;
    else this.facts.set(key, { subject, kind, id, change });
  }
}

function factKey(subject: string, kind: FactKind, id: string): string {
  return `${subject} ${kind} ${id}`;
}
