import type { ClientBase } from 'pg';
import { completePostings } from './postings';
import { noteTimes } from './times';

/** An end of a hold that no time is: as PostgreSQL writes it. */
const ENDLESS = 'infinity';

/** How the register's tables are added to. */
export interface RegisterWriting {
  /** Entries in their order, from number `first` on: all their bytes in one, and where each begins and how long it is. */
  entries(
    tx: ClientBase,
    first: number,
    bytes: Buffer,
    starts: readonly number[],
    lengths: readonly number[],
    fields: readonly string[],
  ): Promise<unknown>;
  /** Roots of a level from number `first` on, 32 bytes each. */
  roots(tx: ClientBase, level: number, first: bigint, hashes: Buffer): Promise<unknown>;
  hold(
    tx: ClientBase,
    op: 'hide' | 'end' | 'extend',
    cause: string,
    matter: string,
    until: string | undefined,
  ): Promise<unknown>;
}

/** By the procedures that the service's role may call: they write as the owner, to the live tables. */
export const throughProcedures: RegisterWriting = {
  entries: (tx, ...values) =>
    tx.query({
      name: 'register-insert',
      text: 'select public.add_register_entries($1, $2, $3, $4, $5)',
      values,
    }),
  roots: (tx, ...values) => tx.query('select public.add_register_roots($1::smallint, $2, $3)', values),
  hold: (tx, op, cause, matter, until) =>
    tx.query('select public.change_register_silence($1, $2, $3, $4)', [op, cause, matter, until ?? ENDLESS]),
};

const ENTRIES = `
  insert into register_entries (n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes)
  select case when x.n = $1::bigint + e.i - 1 then x.n end, x.time, x.subject, x.event, x.kind, x.purpose, x.recipient, x.actor ->> 'id', string_to_array(e.fields, ','),
         substring($2::bytea from e.start for e.length)
    from unnest($3::int[], $4::int[], $5::text[]) with ordinality as e(start, length, fields, i)
   cross join lateral json_to_record(convert_from(substring($2::bytea from e.start for e.length), 'utf8')::json)
      as x(n bigint, time timestamptz, subject uuid, event uuid, kind text, purpose text, recipient text, actor json)`;

const HOLD = {
  hide: 'insert into register_silences (event, matter, until) values ($1, $2, $3)',
  end: 'update register_silences set until = least(until, $3) where matter = $2 and $1::uuid is not null',
  extend:
    'update register_silences set until = greatest(until, $3) where matter = $2 and $1::uuid is not null',
} as const;

/** As the owner, to tables of the same names in whatever schema comes first: what a rebuild does. */
export const asOwner: RegisterWriting = {
  entries: async (tx, first, ...values) => {
    await tx.query(ENTRIES, [first, ...values]);
    await tx.query(noteTimes('$1::bigint', '$2::bigint'), [first, first + values[1].length]);
    await completePostings(tx);
  },
  roots: (tx, level, first, hashes) =>
    tx.query(
      `insert into register_tree (level, n, hash)
       select $1, $2::bigint + i - 1, substring($3::bytea from (i::int - 1) * 32 + 1 for 32)
         from generate_series(1, length($3::bytea) / 32) i`,
      [level, first, hashes],
    ),
  hold: (tx, op, cause, matter, until) => tx.query(HOLD[op], [cause, matter, until ?? ENDLESS]),
};
