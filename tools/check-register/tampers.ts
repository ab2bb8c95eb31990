import type { Client } from 'pg';
import { BLOCK, rootOf } from '#libs/register';

/** What somebody with all rights does to the database. */
export interface Tamper {
  readonly name: string;
  /** @param size number of entries */
  readonly apply: (db: Client, size: number) => Promise<unknown>;
  /** What an auditor has that shows it: the export, a proof of another entry, or (`doctor`) nothing that leaves the operator. */
  readonly shown: 'export' | 'proof' | 'doctor';
  /** What the doctor says of it: one of these. */
  readonly codes: readonly string[];
}

const flip = (column: string, at: number): string =>
  `set_byte(${column}, ${at}, get_byte(${column}, ${at}) # 1)`;

/** Changes one entry in the middle so that it reads well. */
const changeEntry = (db: Client, size: number): Promise<unknown> =>
  db.query(
    `update register_entries set bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '"service"', '"system"'), 'UTF8')
      where n = (select min(n) from register_entries where n >= $1 and position('"service"' in convert_from(bytes, 'UTF8')) > 0)`,
    [Math.floor(size / 2)],
  );

/** Roots of the blocks, made anew of what is there. */
export async function treeAnew(db: Client): Promise<void> {
  const block = Number(BLOCK);
  const leaves = await db.query<{ hash: Buffer }>(
    'select leaf_hash as hash from register_entries order by n',
  );
  let below = leaves.rows.map(({ hash }) => hash);
  for (let level = 1; below.length >= block; level++) {
    const roots: Buffer[] = [];
    for (let at = 0; at + block <= below.length; at += block)
      roots.push(rootOf(Buffer.concat(below.slice(at, at + block))));
    await db.query(
      'update register_tree t set hash = new.hash from unnest($2::bytea[]) with ordinality new (hash, i) where t.level = $1 and t.n = i - 1',
      [level, roots],
    );
    below = roots;
  }
}

/** What the doctor says where the register is another than what was signed. */
export const FORKED = ['register-forked', 'checkpoint-altered'] as const;

/** What somebody with all rights may do to the register, each on a copy of its own. */
export const TAMPERS: readonly Tamper[] = [
  {
    name: 'one byte of an entry',
    apply: (db, size) =>
      db.query(`update register_entries set bytes = ${flip('bytes', 20)} where n = $1`, [
        Math.floor(size / 3),
      ]),
    shown: 'export',
    codes: ['register-entry-altered'],
  },
  {
    name: 'a column that finds an entry',
    apply: (db, size) =>
      db.query("update register_entries set kind = 'looked' where n = $1", [Math.floor(size / 3)]),
    shown: 'doctor',
    codes: ['register-index-altered'],
  },
  {
    name: 'a posting, so that nobody finds an entry by its kind',
    apply: db =>
      db.query(`delete from register_postings where block = 0 and term = (
                  select min(term) from register_postings where block = 0 and term like 'kind=%')`),
    shown: 'doctor',
    codes: ['register-index-altered'],
  },
  {
    name: 'two entries in each other’s place',
    apply: (db, size) =>
      db.query(
        `update register_entries e set bytes = o.bytes from register_entries o
          where (e.n, o.n) in (($1::bigint, $1::bigint + 7), ($1::bigint + 7, $1::bigint))`,
        [Math.floor(size / 4)],
      ),
    shown: 'export',
    codes: ['register-entry-altered'],
  },
  {
    name: 'one entry more',
    apply: async (db, size) => {
      const at = Math.floor(size / 2);
      await db.query('alter table register_entries drop constraint register_entries_pkey');
      await db.query('update register_entries set n = n + 1 where n >= $1', [at]);
      await db.query(
        `insert into register_entries (n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes)
         select n + 1, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes
           from register_entries where n = $1`,
        [at - 1],
      );
    },
    shown: 'export',
    codes: ['register-entry-altered', 'register-entry-foreign'],
  },
  {
    name: 'one entry less',
    apply: (db, size) => db.query('delete from register_entries where n = $1', [Math.floor(size / 2)]),
    shown: 'export',
    codes: ['register-entry-missing'],
  },
  {
    name: 'the last entries gone',
    apply: (db, size) => db.query('delete from register_entries where n >= $1', [size - 5]),
    shown: 'export',
    // The service goes on from there: what was looked at since has the numbers of those that are gone.
    codes: ['register-forked'],
  },
  {
    name: 'register and tree together',
    apply: async (db, size) => {
      await changeEntry(db, size);
      await treeAnew(db);
    },
    shown: 'export',
    codes: ['register-entry-altered'],
  },
  {
    name: 'a root of a block',
    apply: db => db.query(`update register_tree set hash = ${flip('hash', 3)} where level = 1 and n = 1`),
    shown: 'proof',
    codes: ['tree-altered'],
  },
  {
    name: 'a checkpoint of the operator’s own',
    apply: db =>
      db.query(
        `update register_checkpoints set note = overlay(note placing 'x' from length(note) - 20 for 1)
          where size = (select max(size) from register_checkpoints)`,
      ),
    shown: 'export',
    codes: ['checkpoint-altered'],
  },
  {
    name: 'log and register together, read models begun anew',
    apply: async db => {
      await db.query(
        `update events set bytes = convert_to(regexp_replace(convert_from(bytes, 'UTF8'), '("actor":\\{"id":")[a-z]', '\\1x'), 'UTF8')
          where position = (select position from events order by position offset 60 limit 1)`,
      );
      await db.query(
        'truncate register_entries, register_silences, register_tree, register_times, register_postings',
      );
      await db.query("delete from checkpoints where projection = 'register'");
    },
    shown: 'export',
    codes: FORKED,
  },
];
