import { createHmac } from 'node:crypto';
import { randomId } from '#libs/kernel';
import { freshDatabase, type TestDatabase } from '../../test/setup/database';
import { keyringMigrations, migrateKeyring } from './migrations';
import { PostgresVault } from './postgres-vault';
import { onKeyring, TEST_LOG, TEST_SECRETS } from './testing';

let database: TestDatabase;

beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await database.drop();
});

const open = (): Promise<PostgresVault> =>
  PostgresVault.open({
    keyringUrl: database.keyringUrl,
    logId: TEST_LOG,
    logIsEmpty: true,
    secrets: TEST_SECRETS,
    cacheMs: 0,
  });

const sql = <R>(text: string, values?: unknown[]): Promise<R[]> =>
  onKeyring<R>(database.keyringUrl, text, values);

interface Person {
  readonly owner: string;
  readonly command: string;
  readonly login: string;
  readonly email: string;
  readonly keys: readonly string[];
}

/** Somebody with a login and an e-mail address, under two keys, in the tables of before. */
async function person(vault: PostgresVault, name: string, state: 'claimed' | 'confirmed'): Promise<Person> {
  const owner = `subject:${randomId()}`;
  const [command, login, email] = [randomId(), name, `${name}@example.be`];
  const scope = { owner, period: 'contract', values: {} };
  const sealed = await vault.seal(randomId(), [
    { ...scope, purpose: 'contract' },
    { ...scope, purpose: 'bookkeeping' },
  ]);
  const keys = sealed.map(({ key }) => key);
  const rows = [
    { kind: 'login', value: login, key: keys[0], command, pending: state === 'claimed' },
    ...keys.map(key => ({ kind: 'email', value: email, key, command: null, pending: false })),
  ];
  for (const { kind, value, key, command: of, pending } of rows)
    await sql(
      'insert into lookups (kind, blind, owner, key_id, command_id, pending, since) values ($1, $2, $3, $4, $5, $6, now())',
      [kind, wholeMac(kind, value), owner, key, of, pending],
    );
  return { owner, command, login, email, keys };
}

function wholeMac(kind: string, value: string): Buffer {
  return createHmac('sha256', TEST_SECRETS.lookupKey!).update(`${kind}|${value}`).digest();
}

const rowsOf = async ({ keys }: Person): Promise<number> =>
  (await sql('select from lookups where key_id = any ($1)', [keys])).length;

function before(migration: string): typeof keyringMigrations {
  const at = keyringMigrations.findIndex(({ name }) => name.startsWith(migration));
  expect(at).toBeGreaterThan(0);
  return keyringMigrations.slice(0, at);
}

test.each(['SlimLookups', 'NarrowLookups'])(
  'P05, Art. 17: what a keyring of before %s is asked for stays found, taken and erased when it is brought up to date',
  async migration => {
    await migrateKeyring(database.keyringUrl, before(migration));
    const old = await open();
    const [an, ben, cis, dirk] = [
      await person(old, 'an', 'confirmed'),
      await person(old, 'ben', 'confirmed'),
      await person(old, 'cis', 'claimed'),
      await person(old, 'dirk', 'claimed'),
    ];
    await old.fence([dirk.keys[0]!], { owner: dirk.owner });
    await old.close();

    await migrateKeyring(database.keyringUrl);
    const vault = await open();
    for (const { owner, login, email } of [an, ben]) {
      expect(await vault.find('login', login)).toEqual([{ owner }]);
      expect(await vault.find('email', email)).toEqual([{ owner }]);
    }
    expect(await vault.find('login', cis.login)).toEqual([{ owner: cis.owner, pendingCommand: cis.command }]);
    expect(await vault.claim('login', an.login, cis.owner, randomId(), cis.keys[0]!)).toEqual({
      state: 'taken',
      owner: an.owner,
    });
    expect(await vault.claim('login', cis.login, cis.owner, cis.command, cis.keys[0]!)).toEqual({
      state: 'claimed',
    });
    await vault.addLookups([{ kind: 'email', value: an.email, owner: an.owner, key: an.keys[0]! }]);
    expect(await rowsOf(an)).toBe(3);
    // A key that is fenced takes its rows along, and leaves those of the owner's other key; of a barred owner all go.
    expect(await rowsOf(dirk)).toBe(1);
    await vault.fence([an.keys[0]!], { owner: an.owner });
    expect(await rowsOf(an)).toBe(1);
    await sql('create table older as select * from lookups');
    await vault.fence([ben.keys[0]!], { owner: ben.owner, whole: true });
    expect(await rowsOf(ben)).toBe(0);
    // Of a table that is restored alone, too, from the next start on; what nobody erased stays.
    await sql('insert into lookups select * from older where key_id = any ($1) on conflict do nothing', [
      [...an.keys, ...ben.keys],
    ]);
    expect(await rowsOf(ben)).toBeGreaterThan(0);
    await vault.enforceFences();
    expect(await rowsOf(ben)).toBe(0);
    expect(await rowsOf(an)).toBe(1);
    // As the foreign key did, whoever takes a key away.
    await sql('delete from keys where owner = $1', [cis.owner]);
    expect(await rowsOf(cis)).toBe(0);
    await vault.close();
  },
);

test('rows whose key is gone, of a table that was restored alone, are nobody’s and are left behind', async () => {
  await migrateKeyring(database.keyringUrl, before('NarrowLookups'));
  const old = await open();
  const an = await person(old, 'an', 'confirmed');
  await old.close();
  await sql('create table older as select * from lookups');
  await sql('delete from keys where key_id = $1', [an.keys[0]]);
  await sql('insert into lookups select * from older on conflict do nothing');
  expect(await rowsOf(an)).toBe(3);
  await migrateKeyring(database.keyringUrl);
  expect(await rowsOf(an)).toBe(1);
});
