import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { freshDatabase, type TestDatabase } from '../../test/setup/database';
import { migrate } from './migrate';

class First implements MigrationInterface {
  readonly name = 'First1767225600000';
  up = (queries: QueryRunner): Promise<void> => queries.query('create table first (n integer)');
  down = (): Promise<void> => Promise.reject(new Error('nothing is taken back'));
}
class Second implements MigrationInterface {
  readonly name = 'Second1767225600001';
  up = (queries: QueryRunner): Promise<void> => queries.query('create table second (n integer)');
  down = (): Promise<void> => Promise.reject(new Error('nothing is taken back'));
}

let database: TestDatabase;
let other: Client;
beforeAll(async () => {
  database = await freshDatabase();
  other = new Client({ connectionString: database.superUrl });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await database.drop();
});

const run = (...migrations: Parameters<typeof migrate>[2]): Promise<string[]> =>
  migrate(database.ownerUrl, database.serviceRole, migrations);

test('each migration runs once, by one process of several', async () => {
  const both = await Promise.all([run(First), run(First)]);
  expect(both.flat()).toEqual(['First1767225600000']);
  expect(await run(First, Second)).toEqual(['Second1767225600001']);
  expect(await run(First, Second)).toEqual([]);
});

test('a start that has nothing to do waits for nobody who migrates', async () => {
  await run(First, Second);
  await other.query('begin; lock table first, second in access exclusive mode');
  const locks = `select pg_advisory_lock(${0x1e7a6e})`;
  await other.query(locks);
  expect(await run(First, Second)).toEqual([]);
  await other.query('rollback');
});
