import { Client } from 'pg';
import { keyringMigrations } from '#libs/vault/postgres';
import { logMigrations } from '#libs/platform/beside';
import type { Check } from '../check';
import { NotLookable, Tally } from '../findings';

type MigrationClass = new () => object;

/** Both databases have the migrations of this program, and no others. */
export const schema: Check = {
  name: 'schema',
  async run({ urls, features }) {
    const tally = new Tally();
    await compare(urls.owner, logMigrations(features.features), 'log', tally);
    await compare(urls.keyring, keyringMigrations, 'keyring', tally);
    return tally.findings();
  },
};

async function compare(
  url: string,
  program: readonly MigrationClass[],
  database: string,
  tally: Tally,
): Promise<void> {
  const applied = new Set(await appliedOn(url));
  const known = new Set(program.map(nameOf));
  for (const name of known) if (!applied.has(name)) tally.add('schema-behind', `${database}: ${name}`);
  for (const name of applied) if (!known.has(name)) tally.add('schema-ahead', `${database}: ${name}`);
}

/** As typeorm names a migration. */
function nameOf(migration: MigrationClass): string {
  return (new migration() as { name?: string }).name ?? migration.name;
}

async function appliedOn(url: string): Promise<string[]> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string }>('select name from migrations');
    return rows.map(({ name }) => name);
  } catch (error) {
    if ((error as { code?: string }).code === '42P01') return [];
    throw new NotLookable('a database does not answer');
  } finally {
    await client.end().catch(() => undefined);
  }
}
