import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { FEATURES } from '#libs/features';
import { migrateAll } from '#libs/platform';
import { freshDatabase, type TestDatabase } from '../../../test/setup/database';

let database: TestDatabase;
let owner: Client;
const migrated = () =>
  migrateAll(
    { owner: database.ownerUrl, service: database.serviceUrl, keyring: database.keyringUrl },
    FEATURES,
  );
beforeAll(async () => {
  database = await freshDatabase();
  await migrated();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

test('P16 what was hidden until midnight UTC is hidden until the last day is over in Brussels', async () => {
  const hidden = [
    ['2027-01-01T00:00:00Z', '2026-12-31T23:00:00.000Z'],
    ['2026-08-01T00:00:00Z', '2026-07-31T22:00:00.000Z'],
    // Lifted, and without an end.
    ['2026-05-04T08:15:00.123Z', '2026-05-04T08:15:00.123Z'],
    ['infinity', 'infinity'],
  ] as const;
  const events = hidden.map(() => randomUUID());
  await owner.query(
    'insert into register_silences (event, matter, until) select e, e, u from unnest($1::uuid[], $2::timestamptz[]) as x(e, u)',
    [events, hidden.map(([before]) => before)],
  );
  await owner.query(`delete from migrations where name like 'SecrecyEndsInBrussels%'`);
  await migrated();
  const { rows } = await owner.query<{ until: string }>(
    `select case when isfinite(s.until) then to_char(s.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') else 'infinity' end as until
       from unnest($1::uuid[]) with ordinality as asked(event, n) join register_silences s using (event) order by n`,
    [events],
  );
  expect(rows.map(({ until }) => until)).toEqual(hidden.map(([, after]) => after));
});
