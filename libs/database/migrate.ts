import { Client } from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

type MigrationClass = new () => MigrationInterface;

/** Advisory lock under which one process at a time migrates a database. */
const MIGRATION_LOCK = 0x1e7a6e;
/** SQLSTATE of what is asked of a table that there is not: nothing was ever migrated. */
const UNDEFINED_TABLE = '42P01';

/**
 * Runs the migrations that a database has not seen, as its owner, one process at a time. Where it has seen all, as at nearly
 * every start, that is one question, and nobody is waited for.
 * @param serviceRole login role that gets the grants of {@link grant}
 */
export async function migrate(
  ownerUrl: string,
  serviceRole: string,
  migrations: readonly MigrationClass[],
): Promise<string[]> {
  if (await hasSeenAll(ownerUrl, migrations)) return [];
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'inzage migrate',
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    logging: false,
    extra: { options: `-c inzage.service_role=${serviceRole}`, max: 2 },
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map(migration => migration.name);
  } finally {
    await lock.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
    await source.destroy();
  }
}

/** A migration and its name are written in one transaction: what is named is done. */
async function hasSeenAll(url: string, migrations: readonly MigrationClass[]): Promise<boolean> {
  const client = new Client({ connectionString: url, application_name: 'inzage migrate' });
  client.on('error', () => undefined); // Its query says so too.
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select name from migrations');
    const seen = new Set(rows.map(({ name }) => name));
    return migrations.every(Migration => seen.has(new Migration().name ?? Migration.name));
  } catch (error) {
    if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
    return false;
  } finally {
    await client.end();
  }
}

/** Inside a migration: takes these rights on a table from the service role. */
export async function revoke(queryRunner: QueryRunner, rights: string, table: string): Promise<void> {
  await queryRunner.query(
    `DO $do$ BEGIN EXECUTE format('REVOKE ${rights} ON ${table} FROM %I', current_setting('inzage.service_role')); END $do$`,
  );
}

/** Inside a migration: grants the service role exactly these rights on a table. `grant(q, 'SELECT, INSERT', 'events')` */
export async function grant(queryRunner: QueryRunner, rights: string, table: string): Promise<void> {
  await queryRunner.query(
    `DO $do$ BEGIN EXECUTE format('GRANT ${rights} ON ${table} TO %I', current_setting('inzage.service_role')); END $do$`,
  );
}
