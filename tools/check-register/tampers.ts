import type { Client } from 'pg';
import { BLOCK, rootOf } from '#libs/register';

/** What has to be said of a tamper. */
export interface Told {
  /** The first entry that is another, by the verifiers: among these. Absent where no entry is, or none leaves the operator. */
  readonly first?: readonly [from: number, to: number];
  /** How the doctor names it: all of these. */
  readonly places: readonly string[];
}

/** What somebody with all rights does to the database. */
export interface Tamper {
  readonly name: string;
  /** @param size number of entries */
  readonly apply: (db: Client, size: number) => Promise<Told>;
  /** What an auditor has that shows it: the export, a proof of another entry, or (`doctor`) nothing that leaves the operator. */
  readonly shown: 'export' | 'proof' | 'doctor';
  /** What the doctor says of it: one of these, at each of the places. */
  readonly codes: readonly string[];
}

const flip = (column: string, at: number): string =>
  `set_byte(${column}, ${at}, get_byte(${column}, ${at}) # 1)`;

/** That an entry is another. */
const ofEntry = (n: number, ...more: number[]): Told => ({
  first: [n, n],
  places: [n, ...more].map(each => `entry ${each}`),
});

/** The size of the largest checkpoint. */
export async function newest(db: Client): Promise<string> {
  const { rows } = await db.query<{ size: string }>('select max(size) as size from register_checkpoints');
  return rows[0]!.size;
}

/** Changes one entry in the middle so that it reads well. */
async function changeEntry(db: Client, size: number): Promise<Told> {
  const { rows } = await db.query<{ n: string }>(
    `update register_entries set bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '"service"', '"system"'), 'UTF8')
      where n = (select min(n) from register_entries where n >= $1 and position('"service"' in convert_from(bytes, 'UTF8')) > 0)
      returning n`,
    [Math.floor(size / 2)],
  );
  return ofEntry(Number(rows[0]!.n));
}

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
    async apply(db, size) {
      const n = Math.floor(size / 3);
      await db.query(`update register_entries set bytes = ${flip('bytes', 20)} where n = $1`, [n]);
      return ofEntry(n);
    },
    shown: 'export',
    codes: ['register-entry-altered'],
  },
  {
    name: 'a column that finds an entry',
    async apply(db, size) {
      const n = Math.floor(size / 3);
      await db.query("update register_entries set kind = 'none' where n = $1", [n]);
      return ofEntry(n);
    },
    shown: 'doctor',
    codes: ['register-index-altered'],
  },
  {
    name: 'a posting, so that nobody finds an entry by its kind',
    async apply(db) {
      await db.query(`delete from register_postings where block = 0 and term = (
                        select min(term) from register_postings where block = 0 and term like 'kind=%')`);
      return { places: ['postings of block 0'] };
    },
    shown: 'doctor',
    codes: ['register-index-altered'],
  },
  {
    name: 'two entries in each other’s place',
    async apply(db, size) {
      const n = Math.floor(size / 4);
      await db.query(
        `update register_entries e set bytes = o.bytes from register_entries o
          where (e.n, o.n) in (($1::bigint, $1::bigint + 7), ($1::bigint + 7, $1::bigint))`,
        [n],
      );
      return ofEntry(n, n + 7);
    },
    shown: 'export',
    codes: ['register-entry-altered'],
  },
  {
    name: 'one entry more',
    async apply(db, size) {
      const at = Math.floor(size / 2);
      await db.query('alter table register_entries drop constraint register_entries_pkey');
      await db.query('update register_entries set n = n + 1 where n >= $1', [at]);
      await db.query(
        `insert into register_entries (n, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes)
         select n + 1, time, subject, event_id, kind, purpose, recipient, actor, fields, bytes
           from register_entries where n = $1`,
        [at - 1],
      );
      return ofEntry(at);
    },
    shown: 'export',
    codes: ['log-gap', 'register-entry-altered'],
  },
  {
    name: 'one entry less',
    async apply(db, size) {
      const n = Math.floor(size / 2);
      await db.query('delete from register_entries where n = $1', [n]);
      return ofEntry(n);
    },
    shown: 'export',
    codes: ['register-entry-missing'],
  },
  {
    name: 'the last entries gone',
    async apply(db, size) {
      await db.query('delete from register_entries where n >= $1', [size - 5]);
      return { first: [size - 5, size - 1], places: [`size ${await newest(db)}`] };
    },
    shown: 'export',
    // The service goes on from there: what was looked at since has the numbers of those that are gone.
    codes: ['register-forked'],
  },
  {
    name: 'register and tree together',
    async apply(db, size) {
      const told = await changeEntry(db, size);
      await treeAnew(db);
      return told;
    },
    shown: 'export',
    codes: ['register-entry-altered'],
  },
  {
    name: 'a root of a block',
    async apply(db) {
      await db.query(`update register_tree set hash = ${flip('hash', 3)} where level = 1 and n = 1`);
      return { places: ['level 1, block 1'] };
    },
    shown: 'proof',
    codes: ['tree-altered'],
  },
  {
    name: 'a checkpoint of the operator’s own',
    async apply(db) {
      await db.query(
        `update register_checkpoints
            set note = overlay(note placing case substr(note, length(note) - 20, 1) when 'x' then 'y' else 'x' end
                               from length(note) - 20 for 1)
          where size = (select max(size) from register_checkpoints)`,
      );
      return { places: [`size ${await newest(db)}`] };
    },
    shown: 'export',
    codes: ['checkpoint-altered'],
  },
  {
    name: 'log and register together, read models begun anew',
    async apply(db) {
      const { rows } = await db.query<{ n: string }>(
        `with changed as (
           update events set bytes = convert_to(regexp_replace(convert_from(bytes, 'UTF8'), '("actor":\\{"id":")[a-w]', '\\1x'), 'UTF8')
            where id = (select event_id from register_entries join events on id = event_id
                         where n > 60 and convert_from(events.bytes, 'UTF8') ~ '"actor":\\{"id":"[a-w]' order by n limit 1)
           returning id)
         select min(n) as n from register_entries where event_id = (select id from changed)`,
      );
      await db.query(
        'truncate register_entries, register_silences, register_tree, register_times, register_postings',
      );
      await db.query("delete from checkpoints where projection = 'register'");
      const n = Number(rows[0]!.n);
      // All that it was made of agrees with it: what was signed tells that it is another, and not which entry.
      return { first: [n, n], places: [`size ${await newest(db)}`] };
    },
    shown: 'export',
    codes: FORKED,
  },
];
