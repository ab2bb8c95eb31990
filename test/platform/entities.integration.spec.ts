import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Pool } from 'pg';
import { Column, Entity, PrimaryColumn, type DataSource, type EntityMetadata } from 'typeorm';
import { createPool, dataSourceOn } from '#libs/database';
import { FEATURES } from '#libs/features';
import { migratedDatabase, type TestDatabase } from '../setup/database';

const COLUMNS = `
  select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
         coalesce(a.attnum = any(i.indkey), false) as key
    from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
   where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`;

interface Described {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** Part of the primary key. */
  readonly key: boolean;
}

const sorted = (columns: readonly Described[]): string[] =>
  columns
    .map(
      ({ name, type, nullable, key }) => `${name} ${type}${nullable ? '' : ' not null'}${key ? ' key' : ''}`,
    )
    .sort();

async function inDatabase(pool: Pool, table: string): Promise<string[]> {
  return sorted((await pool.query<Described>(COLUMNS, [table])).rows);
}

function inProgram(source: DataSource, { columns }: EntityMetadata): string[] {
  return sorted(
    columns
      .filter(column => !column.isVirtualProperty)
      .map(column => ({
        name: column.databaseName,
        type: source.driver.normalizeType(column) + (column.isArray ? '[]' : ''),
        nullable: column.isNullable,
        key: column.isPrimary,
      })),
  );
}

/** Of a table that says otherwise, to see that it is seen. */
@Entity('planted')
class Planted {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('integer')
  readonly count!: number;

  @Column('text')
  readonly text!: string;
}

let database: TestDatabase;
let pool: Pool;
let source: DataSource;
let metadatas: EntityMetadata[];
beforeAll(async () => {
  database = await migratedDatabase();
  await Promise.all(FEATURES.flatMap(({ module }) => (module ? [module()] : [])));
  pool = createPool(database.ownerUrl, 'entities');
  source = await dataSourceOn(pool);
  metadatas = source.entityMetadatas.filter(({ target }) => target !== Planted);
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

test('entities are of the migrated tables: every column, its type, whether it may be null, the key', async () => {
  expect(metadatas.length).toBeGreaterThan(0);
  for (const metadata of metadatas)
    expect([metadata.tableName, inProgram(source, metadata)]).toEqual([
      metadata.tableName,
      await inDatabase(pool, metadata.tableName),
    ]);
});

test('each entity of the tree belongs to a module that asks its repository', () => {
  const files = readdirSync(join(__dirname, '../../libs'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.entity.ts'))
    .map(path => basename(path, '.entity.ts').replaceAll('-', ''));
  expect(metadatas.map(({ name }) => name.toLowerCase()).sort()).toEqual(files.sort());
});

test('TypeORM changes no table', () => {
  expect(source.options).toMatchObject({ synchronize: false, installExtensions: false, logging: false });
  expect(source.options.migrations ?? []).toEqual([]);
});

test('a column that is of another type, may be null, or is not known would be seen', async () => {
  await pool.query('create table planted (id uuid primary key, count bigint not null, text text, more text)');
  const [told, has] = [inProgram(source, source.getMetadata(Planted)), await inDatabase(pool, 'planted')];
  expect(has.filter(column => !told.includes(column))).toEqual([
    'count bigint not null',
    'more text',
    'text text',
  ]);
});
