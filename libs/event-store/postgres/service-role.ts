interface Queryable {
  query(text: string, values: unknown[]): Promise<{ rows: { table: string; excess: string }[] }>;
}

/**
 * What the session's role may do beyond SELECT and the procedures that add, by itself or through any role it can take on.
 * An owner or superuser may do everything; TRIGGER would let rows be changed on their way in.
 */
const EXCESS = `
  select t.name as table, r.excess
    from unnest($1::text[]) as t(name)
    join pg_class c on c.oid = t.name::regclass
   cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'ownership']) as r(excess)
   where exists (
     select from pg_roles role
      where pg_has_role(session_user, role.oid, 'MEMBER')
        and case when r.excess = 'ownership' then role.oid = c.relowner
                 when r.excess in ('INSERT', 'UPDATE') then has_any_column_privilege(role.oid, c.oid, r.excess)
                 else has_table_privilege(role.oid, c.oid, r.excess) end)
   order by 1, 2`;

/** Rights of the session's role on these tables beyond adding and reading, such as "DELETE of events". */
export async function excessRights(db: Queryable, tables: readonly string[]): Promise<string[]> {
  const { rows } = await db.query(EXCESS, [tables]);
  return rows.map(row => `${row.excess} of ${row.table}`);
}

/**
 * Start check of the service: its own role can add to these tables and read them, and can change nothing in them.
 * @param tables of the log; the register's are checked the same way
 * @throws Error that names the rights which must go
 */
export async function assertServiceRole(
  db: Queryable,
  tables: readonly string[] = ['events', 'log'],
): Promise<void> {
  const excess = await excessRights(db, tables);
  if (excess.length === 0) return;
  throw new Error(
    `the service's database role may change what must stay: it has ${excess.join(', ')}. Give it the service role.`,
  );
}
