import type { Pool } from 'pg';
import type { Uuid } from '#libs/kernel';
import { readEntry, type Entry } from '#libs/register';
import { candidates, isCandidate } from '#libs/register/postgres';
import { isHeld, kindsOf, type HeldCriteria } from './held';

/** Persons whose entries are folded at a time. */
const PERSONS = 5_000;

/** What all the statements begin with. */
const ENDED = `
  with ended as materialized (
    select distinct subject from register_entries
     where kind = any($1) and ${isCandidate(9)} and subject is not null and ($3::timestamptz is null or time < $3))`;

/** Entries by which a person comes to hold something of what is asked. */
const GAINED = `
  e.kind = any($4) and e.n < $2 and e.time < $5 and e.subject is not null
  and ($6::text is null or e.purpose = $6 or (e.purpose > $6 || '/' and e.purpose < $6 || '0'))
  and ($7::text[] is null or e.fields && $7) and ($8::text is null or e.recipient = $8)`;

/**
 * Of whom something was held at some time of the period, by the register of that size: each once, in the order of their
 * ids. Of whom nothing has ended since, the database tells alone; the entries of the others are folded.
 */
export async function heldSubjects(db: Pool, asked: HeldCriteria, size: bigint): Promise<Uuid[]> {
  const { gains, ends } = kindsOf(asked);
  const { numbers, atLeast, before } = await candidates(db, { kinds: ends, before: size });
  const values = [
    ends,
    size,
    asked.recipient === undefined ? asked.from : null,
    gains,
    asked.to,
    asked.purpose ?? null,
    asked.fields ?? null,
    asked.recipient ?? null,
    numbers,
    atLeast,
    before,
  ];
  const { rows } = await db.query<{ subject: Uuid; ended: boolean }>(
    `${ENDED} select distinct e.subject, x.subject is not null as ended
       from register_entries e left join ended x on x.subject = e.subject where ${GAINED}`,
    values,
  );
  const held = rows.flatMap(({ subject, ended }) => (ended ? [] : [subject]));
  const doubtful = rows.flatMap(({ subject, ended }) => (ended ? [subject] : []));
  for (let at = 0; at < doubtful.length; at += PERSONS)
    held.push(...(await folded(db, doubtful.slice(at, at + PERSONS), asked, size)));
  return held.sort();
}

async function folded(
  db: Pool,
  subjects: readonly Uuid[],
  asked: HeldCriteria,
  size: bigint,
): Promise<Uuid[]> {
  const { gains, ends } = kindsOf(asked);
  const { rows } = await db.query<{ bytes: Buffer }>(
    `select bytes from register_entries where subject = any($1::uuid[]) and kind = any($2) and n < $3 order by n`,
    [subjects, [...gains, ...ends], size],
  );
  const entries = new Map<Uuid, Entry[]>();
  for (const { bytes } of rows) {
    const entry = readEntry(bytes);
    const own = entries.get(entry.subject!) ?? [];
    entries.set(entry.subject!, own);
    own.push(entry);
  }
  return subjects.filter(subject => isHeld(entries.get(subject) ?? [], asked));
}
