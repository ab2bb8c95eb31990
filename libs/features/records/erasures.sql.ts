import type { PoolClient } from 'pg';
import { purposeName } from '#libs/catalogue';
import type { SubjectEvent } from '#libs/features/subjects';

const ERASURE_TYPES = ['ErasureBegun', 'DataResealed', 'DataErased', 'SubjectErased'] as const;
/** Events of an erasure: rare, and each changes rows that others have written. */
export type ErasureEvent = Extract<SubjectEvent, { type: (typeof ERASURE_TYPES)[number] }>;

export function isErasureEvent(event: SubjectEvent): event is ErasureEvent {
  return (ERASURE_TYPES as readonly string[]).includes(event.type);
}

/** Carries out what one event of an erasure does to the records of its subject. */
export async function writeErasure(subject: string, event: ErasureEvent, tx: PoolClient): Promise<void> {
  switch (event.type) {
    case 'DataResealed':
      return reseal(subject, event, tx);
    case 'ErasureBegun': {
      const whole = event.data.scope.of === 'subject';
      await (whole ? eraseAll : erasePart)(subject, event, tx);
      await tx.query(
        `update subject_records set version = version + 1, updated = $2, erasure = coalesce($3, erasure)
          where subject = $1`,
        [subject, event.time, whole ? JSON.stringify(shownErasure(event)) : null],
      );
      return;
    }
    case 'SubjectErased':
      await tx.query(
        `update subject_records set erasure = erasure || jsonb_build_object('state', 'fenced', 'fenced', $2::text)
          where subject = $1`,
        [subject, event.time],
      );
      return;
    case 'DataErased':
      return;
  }
}

/** What a record says of the erasure of its subject. */
export interface RecordErasure {
  readonly erasure: string;
  readonly state: 'begun' | 'fenced';
  readonly begun: string;
  readonly fenced?: string;
  /** What a law keeps, and until when. */
  readonly kept: readonly { readonly purpose: string; readonly period: string; readonly until: string }[];
}

function shownErasure({ data, time }: Extract<ErasureEvent, { type: 'ErasureBegun' }>): RecordErasure {
  const kept = data.kept.map(({ purpose, period, until }) => ({ purpose, period, until }));
  return { erasure: data.erasure, state: 'begun', begun: time, kept };
}

/** The row says that there was a value, of which version and from where; its envelope goes. */
async function erasePart(
  subject: string,
  { data }: Extract<ErasureEvent, { type: 'ErasureBegun' }>,
  tx: PoolClient,
): Promise<void> {
  const keys = data.keys.map(({ key }) => key);
  for (const table of ['subject_values', 'subject_facts'])
    await tx.query(`update ${table} set box = '' where subject = $1 and key = any ($2::uuid[])`, [
      subject,
      keys,
    ]);
}

async function eraseAll(
  subject: string,
  { data }: Extract<ErasureEvent, { type: 'ErasureBegun' }>,
  tx: PoolClient,
): Promise<void> {
  await tx.query('delete from subject_values where subject = $1 and key <> all ($2::uuid[])', [
    subject,
    data.kept.map(({ key }) => key),
  ]);
  await tx.query('delete from subject_facts where subject = $1', [subject]);
}

/** The fields that stay go on in a row of their own, as they were but for event and envelope. */
async function reseal(
  subject: string,
  { id, data }: Extract<ErasureEvent, { type: 'DataResealed' }>,
  tx: PoolClient,
): Promise<void> {
  const fields = Object.keys(data.versions);
  const { key, box, from } = data.sealed;
  const purpose = purposeName(data.purpose);
  await tx.query(
    `insert into subject_values
        (subject, purpose_name, event, purpose, basis, key, box, channel, catalogue, since, fields)
      select subject, purpose_name, $4, purpose, basis, $5, $6, channel, catalogue, since,
          (select jsonb_object_agg(f.key, f.value) from jsonb_each(fields) f where f.key = any ($7::text[]))
        from subject_values where subject = $1 and purpose_name = $2 and event = $3 and fields ?| $7::text[]`,
    [subject, purpose, from, id, key, box, fields],
  );
  await tx.query(
    `update subject_values set fields = fields - $4::text[]
      where subject = $1 and purpose_name = $2 and event = $3`,
    [subject, purpose, from, fields],
  );
  await tx.query(
    `delete from subject_values where subject = $1 and purpose_name = $2 and event = $3 and fields = '{}'`,
    [subject, purpose, from],
  );
}
