import type { ClientBase, Pool } from 'pg';
import type { Json, Uuid } from '#libs/kernel';
import type { Source } from '#libs/features/subjects';
import type { Envelope, Vault } from '#libs/vault';
import type { FactKind, HeldField } from './changes';
import { currentValues } from './current-values.sql';
import type { RecordErasure } from './erasures.sql';

/** A value that can be read, or that it was erased: a fence was set for its key. */
export type Shown<V> = { readonly value: V } | { readonly erased: true };

/**
 * A current value with where it comes from and what it is for (P08, Art. 15). `leftOut`: it concerns another person too,
 * and its subject is not given it (Art. 15(4)).
 */
export type RecordValue = (Shown<Json> | { readonly leftOut: true }) & {
  readonly field: string;
  /** Versioned id of the purpose, and the legal basis. */
  readonly purpose: string;
  readonly basis: string;
  readonly version: number;
  readonly source: Source;
  readonly channel?: string;
  readonly since: string;
  /** Policy version that it was recorded under (P21). */
  readonly catalogue: string;
};

type Fact = { readonly since: string };
export type RecordLink = Fact & { readonly link: Uuid } & (
    | ({ readonly kind: 'login' } & Shown<{ readonly login: Json }>)
    | ({ readonly kind: 'identity' } & Shown<{ readonly issuer: Json; readonly subject: Json }>)
    | ({
        readonly kind: 'domain';
        readonly role: 'holder' | 'payer';
        readonly extension: string;
        /** A transfer of it is under way. */
        readonly transfer?: Uuid;
      } & Shown<{ readonly domain: Json }>)
  );

/** Who received data of the record (P10–P13, Art. 15(1)(c)): the last sharing with each for each purpose. */
export interface RecordRecipient {
  readonly recipient: string;
  readonly instance?: string;
  readonly purpose: string;
  readonly basis: string;
  readonly transferGround?: string;
  /** Field → version that it has. */
  readonly versions: Readonly<Record<string, number>>;
  readonly last: string;
  readonly sharings: number;
}

export interface CustomerRecord {
  readonly subject: Uuid;
  readonly kind: 'natural-person' | 'legal-person';
  /** What If-Match compares. */
  readonly version: number;
  readonly policy: string;
  readonly registered: string;
  readonly updated: string;
  readonly values: readonly RecordValue[];
  readonly services: readonly (Fact & {
    readonly service: Uuid;
    readonly type: string;
    readonly from: string;
    readonly link?: Uuid;
    readonly renewsOn?: string;
    readonly endsOn?: string;
  })[];
  readonly links: readonly RecordLink[];
  readonly documents: readonly (Fact & {
    readonly document: string;
    readonly version: string;
    readonly on: string;
    readonly channel: string;
  })[];
  readonly payment?: Fact & { readonly method: string; readonly instance?: string };
  readonly restrictions: readonly (Fact & {
    readonly restriction: Uuid;
    readonly ground: string;
    readonly request?: Uuid;
  })[];
  readonly objections: readonly (Fact & {
    readonly objection: Uuid;
    readonly purpose: string;
    readonly status: 'pending' | 'upheld';
    readonly request?: Uuid;
  })[];
  readonly recipients: readonly RecordRecipient[];
  /** Of the whole subject: then `values` are those that a law keeps. */
  readonly erasure?: RecordErasure;
}

interface ValueJson {
  purpose: string;
  event: string;
  basis: string;
  key: string;
  box: string;
  channel: string | null;
  catalogue: string;
  since: string;
  fields: Record<string, HeldField>;
}

interface FactJson {
  kind: FactKind;
  id: string;
  event: string;
  key: string | null;
  box: string | null;
  since: string;
  data: Record<string, string>;
}

interface Row {
  kind: CustomerRecord['kind'];
  version: number;
  policy: string;
  registered: Date;
  updated: Date;
  erasure: RecordErasure | null;
  held: ValueJson[];
  facts: FactJson[];
  recipients: (RecordRecipient & { instance: string | null; transferGround: string | null })[];
}

/** One statement, one snapshot: never values of one version with facts of another. */
const READ = `
  select r.kind, r.version, r.policy, r.registered, r.updated, r.erasure,
    (select coalesce(jsonb_agg(to_jsonb(v) order by v.purpose_name, v.since, v.event), '[]')
       from (${currentValues('v.subject = r.subject')}) v) as held,
    (select coalesce(jsonb_agg(to_jsonb(f) order by f.kind, f.since, f.id), '[]')
       from subject_facts f where f.subject = r.subject) as facts,
    (select coalesce(jsonb_agg(to_jsonb(s) order by s.recipient, s.instance, s.purpose), '[]') from (
       select distinct on (recipient, instance, purpose) recipient, instance, purpose, basis, versions,
              transfer_ground as "transferGround", at as last,
              count(*) over (partition by recipient, instance, purpose) as sharings
         from subject_sharings where subject = r.subject and failed is null
        order by recipient, instance, purpose, at desc, sharing) s) as recipients
    from subject_records r where r.subject = $1`;

/**
 * The current record of a subject, with its values opened; undefined when nobody is registered under the id.
 * @throws KeyUnavailable, KeyringUnavailable
 */
export async function readRecord(
  db: Pool | ClientBase,
  vault: Pick<Vault, 'openAll'>,
  subject: Uuid,
): Promise<CustomerRecord | undefined> {
  const found = await db.query<Row>({ name: 'record-read', text: READ, values: [subject] });
  const row = found.rows[0];
  if (!row) return undefined;
  const open = await opener(vault, [...row.held, ...row.facts]);
  const facts = (kind: FactKind): FactJson[] => row.facts.filter(fact => fact.kind === kind);
  return {
    subject,
    kind: row.kind,
    version: row.version,
    policy: row.policy,
    registered: row.registered.toISOString(),
    updated: row.updated.toISOString(),
    values: row.held.flatMap(held => valuesOf(held, open)),
    ...ofFacts(
      facts,
      row.facts.flatMap(fact => linkOf(fact, open)),
    ),
    recipients: row.recipients.map(({ instance, transferGround, last, ...rest }) => ({
      ...rest,
      ...(instance !== null && { instance }),
      ...(transferGround !== null && { transferGround }),
      last: time(last),
    })),
    ...(row.erasure !== null && { erasure: row.erasure }),
  };
}

type Open = (row: { event: string; key: string | null }) => Shown<Readonly<Record<string, Json>>>;

/** Opens the envelopes of all rows with one look at the keyring. */
async function opener(
  vault: Pick<Vault, 'openAll'>,
  rows: readonly { event: string; key: string | null; box: string | null }[],
): Promise<Open> {
  const sealed = rows.filter((row): row is typeof row & Envelope => row.key !== null && row.box !== '');
  const opened = await vault.openAll(
    sealed.map(row => ({ eventId: row.event, envelope: { key: row.key, box: row.box } })),
  );
  const byEnvelope = new Map(sealed.map((row, i) => [`${row.event} ${row.key}`, opened[i]!]));
  return row => {
    // An envelope that is not there any more was erased.
    const one = byEnvelope.get(`${row.event} ${row.key}`);
    return one?.state === 'open' ? { value: one.values } : { erased: true };
  };
}

function valuesOf(held: ValueJson, open: Open): RecordValue[] {
  const opened = open(held);
  return Object.entries(held.fields).map(([field, { version, source }]) => ({
    field,
    ...('value' in opened ? { value: opened.value[field]! } : opened),
    purpose: held.purpose,
    basis: held.basis,
    version,
    source,
    ...(held.channel !== null && { channel: held.channel }),
    since: time(held.since),
    catalogue: held.catalogue,
  }));
}

function linkOf(fact: FactJson, open: Open): RecordLink[] {
  if (fact.box === null) return [];
  return [{ ...named<CustomerRecord['links']>(fact, 'link'), kind: fact.kind, ...open(fact) } as RecordLink];
}

/** A fact as it was folded (fold.ts). */
export interface FoldedFact {
  readonly id: string;
  readonly since: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a record says of its facts, of which links have something sealed. */
export function ofFacts(
  facts: (kind: FactKind) => readonly FoldedFact[],
  links: CustomerRecord['links'],
): Pick<CustomerRecord, 'services' | 'links' | 'documents' | 'payment' | 'restrictions' | 'objections'> {
  const [payment] = facts('payment');
  return {
    services: facts('service').map(fact => named<CustomerRecord['services']>(fact, 'service')),
    links,
    documents: facts('document').map(fact => named<CustomerRecord['documents']>(fact)),
    ...(payment && { payment: named<[NonNullable<CustomerRecord['payment']>]>(payment) }),
    restrictions: facts('restriction').map(fact =>
      named<CustomerRecord['restrictions']>(fact, 'restriction'),
    ),
    objections: facts('objection').map(fact => named<CustomerRecord['objections']>(fact, 'objection')),
  };
}

/** A fact with its id under a name of its own. */
export function named<T extends readonly unknown[]>(
  { id, data, since }: FoldedFact,
  name?: string,
): T[number] {
  return { ...(name && { [name]: id }), ...data, since: time(since) };
}

/** RFC 3339 in UTC with milliseconds, as events have it. */
function time(text: string): string {
  return new Date(text).toISOString();
}
