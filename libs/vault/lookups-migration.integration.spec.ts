import { randomId } from '#libs/kernel';
import { freshDatabase, type TestDatabase } from '../../test/setup/database';
import { keyringMigrations, migrateKeyring } from './migrations';
import { PostgresVault } from './postgres-vault';
import { onKeyring, TEST_LOG, TEST_SECRETS } from './testing';

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
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

const lookupsOf = async (owner: string): Promise<number> =>
  (await onKeyring(database.keyringUrl, 'select from lookups where owner = $1', [owner])).length;

interface Person {
  readonly owner: string;
  readonly command: string;
  readonly login: string;
  readonly email: string;
  readonly keys: readonly string[];
}

/** Somebody with a login and an e-mail address, under two keys. */
async function person(vault: PostgresVault, name: string): Promise<Person> {
  const owner = `subject:${randomId()}`;
  const [command, login, email] = [randomId(), name, `${name}@example.be`];
  const scope = { owner, period: 'contract', values: {} };
  const sealed = await vault.seal(randomId(), [
    { ...scope, purpose: 'contract' },
    { ...scope, purpose: 'bookkeeping' },
  ]);
  const keys = sealed.map(({ key }) => key);
  await vault.claim('login', login, owner, command, keys[0]!);
  await vault.addLookups(keys.map(key => ({ kind: 'email', value: email, owner, key })));
  return { owner, command, login, email, keys };
}

test('P05, Art. 17: what a keyring of before is asked for stays found, taken and erased when it is brought up to date', async () => {
  const migration = keyringMigrations.findIndex(({ name }) => name.startsWith('SlimLookups'));
  await migrateKeyring(database.keyringUrl, keyringMigrations.slice(0, migration));
  const before = await open();
  const [an, ben, cis, dirk] = [
    await person(before, 'an'),
    await person(before, 'ben'),
    await person(before, 'cis'),
    await person(before, 'dirk'),
  ];
  for (const { login, command } of [an, ben]) await before.confirmClaim('login', login, command);
  await before.fence([dirk.keys[0]!], { owner: dirk.owner });
  await before.close();

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
  // A key that is fenced takes its rows along, and leaves those of the owner's other key; of a barred owner all go.
  expect(await lookupsOf(dirk.owner)).toBe(1);
  await vault.fence([an.keys[0]!], { owner: an.owner });
  expect(await lookupsOf(an.owner)).toBe(1);
  await onKeyring(database.keyringUrl, `create table older as select * from lookups`);
  await vault.fence([ben.keys[0]!], { owner: ben.owner, whole: true });
  expect(await lookupsOf(ben.owner)).toBe(0);
  // Of a table that is restored alone, too, from the next start on; what nobody erased stays.
  await onKeyring(
    database.keyringUrl,
    `insert into lookups select * from older where owner = any ($1) on conflict do nothing`,
    [[an.owner, ben.owner]],
  );
  expect(await lookupsOf(ben.owner)).toBeGreaterThan(0);
  await onKeyring(database.keyringUrl, 'select enforce_fences()');
  expect(await lookupsOf(ben.owner)).toBe(0);
  expect(await lookupsOf(an.owner)).toBe(1);
  // As the foreign key did, whoever takes a key away.
  await onKeyring(database.keyringUrl, 'delete from keys where owner = $1', [cis.owner]);
  expect(await lookupsOf(cis.owner)).toBe(0);
  await vault.close();
});
