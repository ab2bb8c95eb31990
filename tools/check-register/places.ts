import type { Client } from 'pg';

/** A column of a table that is final: the service's role can add to the table at most. */
export interface Place {
  readonly table: string;
  readonly column: string;
  /** As PostgreSQL writes it. */
  readonly type: string;
  /** Columns by which a row is told apart. */
  readonly key: readonly string[];
}

/** What is final and no evidence, with the reason. Any other column whose change nobody finds is missed. */
const NO_EVIDENCE: Readonly<Record<string, string>> = {
  append_lock: 'one row that says nothing and is held while somebody appends',
  log: 'the id of the log, by which keyring and positions know it: no event and no entry',
  log_moved_away: 'that the log goes on elsewhere: no event and no entry',
  migrations: 'which version of the schema there is',
  read_models: 'which log and which copy of it the positions of read models are of: no event and no entry',
  'register_cosignatures.time': 'when a cosignature came here; when it was made is in it',
};

/** All places whose change has to be found, as the database tells them: nothing here says which tables there are. */
export async function places(db: Client, serviceRole: string): Promise<Place[]> {
  const { rows } = await db.query<Place>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type,
            array(select k.attname::text from pg_index i join pg_attribute k on k.attrelid = c.oid and k.attnum = any(i.indkey)
                   where i.indrelid = c.oid and i.indisprimary order by k.attnum) as key
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attgenerated = ''
        and not has_table_privilege($1, c.oid, 'UPDATE') and not has_table_privilege($1, c.oid, 'DELETE')
      order by c.relname, a.attnum`,
    [serviceRole],
  );
  return rows.filter(({ table, column }) => !NO_EVIDENCE[table] && !NO_EVIDENCE[`${table}.${column}`]);
}
