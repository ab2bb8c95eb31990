import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Uuid } from '#libs/kernel';
import { FENCE_LOCK } from './fence-lock';
import { keyringMigrations, migrateKeyring } from './migrations';
import { VaultRefused } from './types';

/** What the rows of a dump belong to. */
export interface KeyringDump {
  /** Names of the migrations that had made its tables. */
  readonly migrations: readonly string[];
  /** In an order in which their rows can be written: what is referred to comes first. */
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[];
}

/**
 * The keyring as it was at one moment, each table as COPY writes it. The moment is one at which `head` holds too: every
 * key of an event up to it is there, and every fence that is there is in the log up to it. Fences wait for that moment,
 * some milliseconds; nothing else does.
 * @param head how far the log goes, asked at that moment
 */
export async function dumpKeyring<T>(
  url: string,
  head: () => Promise<T>,
  write: (table: string, rows: Readable) => Promise<void>,
): Promise<{ readonly head: T; readonly dump: KeyringDump }> {
  const [gate, reader] = [await connected(url, 'backup'), await connected(url, 'backup')];
  try {
    await gate.query('begin');
    await gate.query('select pg_advisory_xact_lock_shared($1)', [FENCE_LOCK]);
    const at = await head();
    await reader.query('begin isolation level repeatable read, read only');
    const dump = await describe(reader);
    await gate.query('commit');
    for (const { name, columns } of dump.tables)
      await write(
        name,
        reader.query(copyTo(`copy ${quoted(name)} (${columns.map(quoted).join()}) to stdout`)),
      );
    return { head: at, dump };
  } finally {
    await Promise.allSettled([gate.end(), reader.end()]);
  }
}

/**
 * Writes a dump into an empty keyring, in one transaction, and brings it to this version. A keyring of the same log that is
 * there already, newer perhaps, stays as it is.
 * @throws VaultRefused when it is the keyring of another log, or the dump is one of a newer version
 */
export async function restoreKeyring(
  url: string,
  log: Uuid,
  { migrations, tables }: KeyringDump,
  read: (table: string) => Readable,
): Promise<'restored' | 'was there'> {
  const known = keyringMigrations.filter(({ name }) => migrations.includes(name));
  if (known.length < migrations.length)
    throw new VaultRefused(
      'keyring-not-migrated',
      'the keyring is one of a newer version of this program: restore it with that version',
    );
  await migrateKeyring(url, known);
  const client = await connected(url, 'restore');
  try {
    await client.query('begin');
    const { rows } = await client.query<{ log: Uuid }>('select log from identity');
    if (rows[0] && rows[0].log !== log)
      throw new VaultRefused(
        'keyring-of-another-log',
        `the keyring that is there belongs to log ${rows[0].log}`,
      );
    if (!rows[0]) {
      await client.query(`truncate ${tables.map(({ name }) => quoted(name)).join()}`);
      for (const { name, columns } of tables) {
        const into: Writable = client.query(
          copyFrom(`copy ${quoted(name)} (${columns.map(quoted).join()}) from stdin`),
        );
        await pipeline(read(name), into);
      }
    }
    await client.query('commit');
    await migrateKeyring(url);
    return rows[0] ? 'was there' : 'restored';
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function describe(client: Client): Promise<KeyringDump> {
  const migrations = await client.query<{ name: string }>('select name from migrations order by id');
  const { rows } = await client.query<{ name: string; columns: string[]; refers: string[] }>(
    `select c.relname as name,
        (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
        array(select f.confrelid::regclass::text from pg_constraint f
          where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as refers
      from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
      order by c.relname`,
  );
  const tables: KeyringDump['tables'][number][] = [];
  for (let left = rows; left.length > 0;) {
    const waits = new Set(left.map(({ name }) => name));
    const next = left.filter(({ refers }) => !refers.some(name => waits.has(name)));
    if (next.length === 0) throw new Error('the tables of the keyring refer to each other in a circle');
    tables.push(...next.map(({ name, columns }) => ({ name, columns })));
    left = left.filter(table => !next.includes(table));
  }
  return { migrations: migrations.rows.map(({ name }) => name), tables };
}

async function connected(url: string, purpose: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: `inzage ${purpose}`,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
