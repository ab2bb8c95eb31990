import { inspect } from 'node:util';
import { randomId, type Json } from '#libs/kernel';
import { migratedDatabase, type TestDatabase } from '../../test/setup/database';
import { TcpProxy } from '../../test/setup/tcp-proxy';
import { Keyring } from './keyring';
import type { PostgresVault } from './postgres-vault';
import { lastTime, onKeyring, testVault } from './testing';
import { KeyringUnavailable, type KeyScope, type Sealed } from './types';

let database: TestDatabase;
let proxy: TcpProxy;
/** Reaches the keyring through a proxy that can fail. */
let vault: PostgresVault;
/** Reaches it straight. */
let sound: PostgresVault;

beforeAll(async () => {
  database = await migratedDatabase();
  proxy = await TcpProxy.start(database.keyringUrl);
  sound = await testVault(database.keyringUrl);
  vault = await testVault(proxy.url, { cacheMs: 0 });
});

afterEach(() => {
  proxy.rule = () => 'forward';
});

afterAll(async () => {
  await Promise.all([vault, sound].map(each => each.close()));
  await proxy.close();
  await database.drop();
});

const newScope = (): KeyScope => ({
  owner: `subject:${randomId()}`,
  purpose: 'contract',
  period: 'contract',
});

async function sealOne(
  by: PostgresVault,
  scope: KeyScope,
  values: Record<string, Json> = {},
): Promise<Sealed> {
  const [sealed] = await by.seal(EVENT, [{ ...scope, values }]);
  return sealed!;
}

const EVENT = randomId();

/** What is sent to the keyring while something is done. */
async function chunksDuring(what: () => Promise<unknown>): Promise<number> {
  let chunks = 0;
  proxy.rule = () => {
    chunks += 1;
    return 'forward';
  };
  await what();
  proxy.rule = () => 'forward';
  return chunks;
}

test('with cached keys sealing and opening ask the keyring nothing; many missing keys take one question', async () => {
  const cached = await testVault(proxy.url);
  const scopes = Array.from({ length: 40 }, newScope);
  const requests = scopes.map(scope => ({ ...scope, values: { language: 'nl' } }));
  const sealed = await cached.seal(EVENT, requests);
  const items = sealed.map(envelope => ({ eventId: EVENT, envelope }));
  expect(await chunksDuring(() => cached.seal(EVENT, requests))).toBe(0);
  expect(await chunksDuring(() => cached.openAll(items))).toBe(0);

  await cached.close();
  await vault.openAll(items); // connected and prepared
  const one = await chunksDuring(() => vault.openAll(items.slice(0, 1)));
  expect(one).toBeGreaterThan(0);
  expect(await chunksDuring(() => vault.openAll(items))).toBe(one);
  // As many concurrent single calls share questions as well: the first goes alone at most, the others together.
  expect(await chunksDuring(() => Promise.all(items.map(item => vault.openAll([item]))))).toBe(one);
  expect(await chunksDuring(() => Promise.all(requests.map(request => vault.seal(EVENT, [request]))))).toBe(
    one,
  );
});

test('a keyring that is gone is said to be gone; nothing is taken for erased; it comes back by itself', async () => {
  const scope = newScope();
  const envelope = await sealOne(vault, scope, { language: 'nl' });
  proxy.rule = () => 'drop';
  proxy.cut();
  const attempts: Promise<unknown>[] = [
    vault.open(EVENT, envelope),
    vault.openAll([{ eventId: EVENT, envelope }]),
    sealOne(vault, scope),
    sealOne(vault, newScope()),
    vault.find('login', 'jan'),
    vault.claim('login', 'jan', scope.owner, randomId(), envelope.key),
    vault.addLookups([{ kind: 'email', value: 'a@example.be', owner: scope.owner, key: envelope.key }]),
    vault.pseudonym('https://issuer.example', 'els'),
    vault.fence([envelope.key], { owner: scope.owner }),
  ];
  for (const attempt of await Promise.allSettled(attempts))
    expect(attempt).toMatchObject({ status: 'rejected', reason: expect.any(KeyringUnavailable) as Error });
  proxy.rule = () => 'forward';
  expect(await vault.open(EVENT, envelope)).toEqual({ state: 'open', values: { language: 'nl' } });
  expect((await sealOne(vault, scope)).key).toBe(envelope.key);
});

test('a cached key serves through an outage for its life and no longer', async () => {
  const brief = await testVault(proxy.url, { cacheMs: 400 });
  const envelope = await sealOne(brief, newScope());
  const sealedAt = performance.now();
  proxy.rule = () => 'drop';
  proxy.cut();
  expect(await brief.open(EVENT, envelope)).toMatchObject({ state: 'open' });
  let broken: unknown;
  const lastOpened = await lastTime(() =>
    brief.open(EVENT, envelope).then(
      () => true,
      (error: unknown) => {
        broken = error;
        return false;
      },
    ),
  );
  expect(broken).toBeInstanceOf(KeyringUnavailable);
  expect(lastOpened).toBeGreaterThan(sealedAt);
  expect(lastOpened - sealedAt).toBeLessThan(400);
  proxy.rule = () => 'forward';
  await brief.close();
});

test('a key whose making was answered into a broken connection is the key that a retry gets', async () => {
  const scope = newScope();
  await sealOne(vault, newScope()); // connected and prepared
  proxy.rule = chunk => (chunk.includes(scope.owner) ? 'lose-answer' : 'forward');
  await expect(sealOne(vault, scope)).rejects.toThrow(KeyringUnavailable);
  proxy.rule = () => 'forward';
  const [made] = await sound.keysOf(scope.owner);
  expect((await sealOne(vault, scope)).key).toBe(made!.key);
  expect(await sound.keysOf(scope.owner)).toHaveLength(1);
});

test('a keyring that neither answers nor hangs up is an outage after five seconds', async () => {
  const scope = newScope();
  await sealOne(vault, newScope());
  proxy.rule = chunk => (chunk.includes(scope.owner) ? 'withhold-end' : 'forward');
  const asked = performance.now();
  await expect(sealOne(vault, scope)).rejects.toThrow(KeyringUnavailable);
  expect(performance.now() - asked).toBeGreaterThan(4_000);
  expect(performance.now() - asked).toBeLessThan(12_000);
});

test('what a failed statement says carries no value', async () => {
  const keyring = new Keyring(database.keyringUrl);
  const planted = 'geheim@voorbeeld.be';
  const failing = [
    { text: 'select $1::int', values: [planted] },
    { text: `select '${planted}'::uuid` },
    { text: `insert into checks (secret, value) values ($1, ''), ($1, '')`, values: [planted] },
    {
      text: `do $$ begin raise exception '${planted}' using detail = '${planted}', hint = '${planted}'; end $$`,
    },
    { text: 'select $1', values: [{ toPostgres: () => { throw new TypeError(planted); } }] }, // prettier-ignore
  ];
  for (const statement of failing) {
    const attempts = [keyring.query(statement), keyring.transaction(run => run(statement))];
    for (const outcome of await Promise.allSettled(attempts)) {
      const error = (outcome as PromiseRejectedResult).reason as unknown;
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error, { showHidden: true, depth: 10 })).not.toContain(planted);
    }
  }
  await keyring.close();
});

test('no value is in the keyring, in any form that it could be looked for', async () => {
  const scope = newScope();
  const values = { familyName: 'Vanvoorbeeldegem', email: 'plant@voorbeeld.be', login: 'plantlogin' };
  const { key } = await sealOne(sound, scope, values);
  await sound.claim('login', values.login, scope.owner, randomId(), key);
  await sound.addLookups([{ kind: 'email', value: values.email, owner: scope.owner, key }]);
  await sound.pseudonym('https://issuer.example', 'plantsubject');
  await onKeyring(database.keyringUrl, `insert into checks values ('control', 'plantcontrole'::bytea)`);

  const tables = await onKeyring<{ name: string }>(
    database.keyringUrl,
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  let dump = '';
  for (const { name } of tables)
    dump += JSON.stringify(await onKeyring(database.keyringUrl, `select t::text as row from ${name} t`));
  const forms = (value: string): string[] => {
    const bytes = Buffer.from(value);
    return [value, bytes.toString('hex'), bytes.toString('base64').slice(0, -4)];
  };
  const found = (value: string): boolean => forms(value).some(form => dump.includes(form));
  expect(found('plantcontrole')).toBe(true);
  for (const value of [...Object.values(values), 'plantsubject', 'issuer.example'])
    expect([value, found(value)]).toEqual([value, false]);
});
