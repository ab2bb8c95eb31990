import { isUuid } from '#libs/kernel';
import { migratedDatabase, type TestDatabase } from '../../test/setup/database';
import type { PostgresVault } from './postgres-vault';
import { onKeyring, testVault } from './testing';

const ISSUER = 'https://issuer.example';

let database: TestDatabase;
let vault: PostgresVault;
let other: PostgresVault;

beforeAll(async () => {
  database = await migratedDatabase();
  vault = await testVault(database.keyringUrl);
  other = await testVault(database.keyringUrl, { cacheMs: 0 });
});

afterAll(async () => {
  await Promise.all([vault, other].map(each => each.close()));
  await database.drop();
});

test('a person has one pseudonym, a random one, in every process', async () => {
  const pseudonym = await vault.pseudonym(ISSUER, 'els');
  expect(isUuid(pseudonym)).toBe(true);
  expect(await vault.pseudonym(ISSUER, 'els')).toBe(pseudonym);
  expect(await other.pseudonym(ISSUER, 'els')).toBe(pseudonym);
  expect(await other.personOf(pseudonym)).toEqual({ issuer: ISSUER, subject: 'els' });
});

test('persons of two issuers are two, and no pair of names runs together', async () => {
  const pseudonyms = await Promise.all([
    vault.pseudonym(ISSUER, 'piet'),
    vault.pseudonym('https://other.example', 'piet'),
    vault.pseudonym(`${ISSUER}"`, 'piet'),
    vault.pseudonym(ISSUER, '"piet'),
    vault.pseudonym(ISSUER, ''),
  ]);
  expect(new Set(pseudonyms).size).toBe(pseudonyms.length);
});

test('processes that first see the same persons at once agree, and leave no key for nothing', async () => {
  const persons = Array.from({ length: 40 }, (_, n) => `both${n}`);
  const all = (by: PostgresVault, names: string[]): Promise<string[]> =>
    Promise.all(names.map(name => by.pseudonym(ISSUER, name)));
  const [mine, theirs] = await Promise.all([all(vault, persons), all(other, [...persons].reverse())]);
  expect(mine).toEqual(theirs.reverse());
  const [left] = await onKeyring<{ n: number }>(
    database.keyringUrl,
    `select count(*)::int as n from keys where owner like 'actor:%' and key_id not in (select key_id from actors)`,
  );
  expect(left!.n).toBe(0);
});

test('fencing the key of a pseudonym forgets who it was, and nobody gets it again', async () => {
  const pseudonym = await other.pseudonym(ISSUER, 'vertrokken');
  const owner = `actor:${pseudonym}`;
  const keys = await other.keysOf(owner);
  await other.fence(
    keys.map(({ key }) => key),
    { owner, whole: true },
  );
  expect(await other.personOf(pseudonym)).toBeNull();
  const next = await other.pseudonym(ISSUER, 'vertrokken');
  expect(next).not.toBe(pseudonym);
  expect(await other.personOf(pseudonym)).toBeNull();
});
