import { Client } from 'pg';
import { freshDatabase } from './database';

test('a fresh database answers to its three roles', async () => {
  const database = await freshDatabase();
  for (const url of [database.ownerUrl, database.serviceUrl, database.keyringUrl]) {
    const client = new Client({ connectionString: url });
    await client.connect();
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  }
  await database.drop();
});
