import { randomId, systemClock } from '#libs/kernel';
import { migratedDatabase, type TestDatabase } from '../../test/setup/database';
import { until } from '../../test/setup/until';
import { TcpProxy } from '../../test/setup/tcp-proxy';
import { Epochs } from './epochs';
import { Keyring } from './keyring';
import { Keys } from './keys';
import type { PostgresVault } from './postgres-vault';
import { lastTime, onKeyring, TEST_LOG, TEST_SECRETS, testVault } from './testing';
import { KeyFenced, KeyringUnavailable, KeyUnavailable, type KeyScope, type Sealed } from './types';

// What makes a cached key wrong reaches every process within the time for which it may be used unasked.

const LIFE = 400;
const EVENT = randomId();

let database: TestDatabase;
let vault: PostgresVault;
let proxy: TcpProxy;
/** Another process, whose checks hold for LIFE; it reaches the keyring through a proxy that can fail. */
let brief: PostgresVault;

beforeAll(async () => {
  database = await migratedDatabase();
  vault = await testVault(database.keyringUrl);
  proxy = await TcpProxy.start(database.keyringUrl);
});

beforeEach(async () => {
  brief = await testVault(proxy.url, { cacheMs: LIFE });
});

afterEach(async () => {
  proxy.rule = () => 'forward';
  await brief.close();
});

afterAll(async () => {
  await vault.close();
  await proxy.close();
  await database.drop();
});

const newScope = (): KeyScope => ({
  owner: `subject:${randomId()}`,
  purpose: 'contract',
  period: 'contract',
});

async function sealOne(by: PostgresVault, scope: KeyScope): Promise<Sealed> {
  const [sealed] = await by.seal(EVENT, [{ ...scope, values: { language: 'nl' } }]);
  return sealed!;
}

/** Longer than a check holds; no timer runs meanwhile. */
function standStill(): void {
  const until = performance.now() + LIFE + 10;
  while (performance.now() < until);
}

test('a key that follows on another is sealed with everywhere, soon enough to fence the first', async () => {
  const scope = newScope();
  const old = await sealOne(brief, scope);
  const renewed = await vault.renewKey(scope, 1);
  const renewedAt = performance.now();
  const last = await lastTime(async () => (await sealOne(brief, scope)).key === old.key);
  expect(last - renewedAt).toBeLessThan(LIFE);
  expect((await sealOne(brief, scope)).key).toBe(renewed.key);
  expect(await brief.open(EVENT, old)).toMatchObject({ state: 'open' });
});

test('one question checks all cached keys, and none is asked while a check holds', async () => {
  const requests = Array.from({ length: 200 }, () => ({ ...newScope(), values: {} }));
  await brief.seal(EVENT, requests);
  let [checks, reads] = [0, 0];
  proxy.rule = chunk => {
    if (chunk.includes('key-changes')) checks += 1;
    if (chunk.includes('keys-of-')) reads += 1;
    return 'forward';
  };
  standStill();
  await brief.seal(EVENT, requests);
  expect(checks).toBeGreaterThan(0);
  // One for what was sealed, one that was due meanwhile.
  expect(checks).toBeLessThanOrEqual(2);
  expect(reads).toBe(0);
});

test('a process that stood still uses nothing of what it had cached', async () => {
  const scope = newScope();
  const sealed = await sealOne(brief, scope);
  await vault.fence([sealed.key], { owner: scope.owner });
  standStill();
  const [opened, resealed] = await Promise.allSettled([brief.open(EVENT, sealed), sealOne(brief, scope)]);
  expect(opened).toMatchObject({ value: { state: 'erased' } });
  expect(resealed).toMatchObject({ reason: expect.any(KeyFenced) as Error });
});

test('an answer about a key that was under way when its fence was told is not cached', async () => {
  const scope = newScope();
  const sealed = await sealOne(vault, scope);
  const keyring = new Keyring(database.keyringUrl);
  let release!: () => void;
  const held = new Promise<void>(resolve => (release = resolve));
  let read!: () => void;
  const wasRead = new Promise<void>(resolve => (read = resolve));
  let checks = 0;
  const slow = Object.assign(Object.create(keyring) as Keyring, {
    anyway: async (statement: { name?: string; text: string }) => {
      const rows = await keyring.anyway(statement);
      if (statement.name === 'key-changes') checks += 1;
      return rows;
    },
    query: async (statement: { name?: string; text: string }) => {
      const rows = await keyring.query(statement);
      if (statement.name === 'keys-of-ids') {
        read();
        await held;
      }
      return rows;
    },
  });
  const options = { cacheMs: 100, cacheSize: 10 };
  const epochs = new Epochs(slow, TEST_LOG, TEST_SECRETS, { epoch: 1, blindEpoch: 0 }, undefined);
  const keys = new Keys(slow, epochs, systemClock, options);
  await keys.start();
  const underWay = keys.ofId(sealed.key);
  await wasRead;
  await vault.fence([sealed.key], { owner: scope.owner });
  const before = checks;
  await until(
    () => checks,
    count => count >= before + 2,
  );
  release();
  expect(typeof (await underWay)).toBe('object');
  expect(keys.cachedById(sealed.key)).toBeUndefined();
  expect(await keys.ofId(sealed.key)).toBe('fenced');
  keys.close();
  await keyring.close();
});

test('after an outage every key is read again: what the keyring lost is not sealed with any more', async () => {
  const scope = newScope();
  const lost = await sealOne(brief, scope);
  proxy.rule = () => 'drop';
  proxy.cut();
  const outage = performance.now();
  let last = 0;
  const failing = lastTime(async () => {
    last = performance.now();
    await sealOne(brief, scope);
    return true;
  });
  await expect(failing).rejects.toThrow(KeyringUnavailable);
  expect(last - outage).toBeGreaterThan(0);
  await onKeyring(database.keyringUrl, 'delete from keys where key_id = $1', [lost.key]);
  proxy.rule = () => 'forward';
  expect((await sealOne(brief, scope)).key).not.toBe(lost.key);
  await expect(brief.open(EVENT, lost)).rejects.toThrow(KeyUnavailable);
});

test('a keyring that was put back to an older state under a running process is noticed', async () => {
  const [scope, another] = [newScope(), newScope()];
  const lost = await sealOne(brief, scope);
  const fenced = await sealOne(brief, another);
  await vault.fence([fenced.key], { owner: another.owner });
  await lastTime(async () => (await brief.open(EVENT, fenced)).state === 'open');
  await onKeyring(
    database.keyringUrl,
    `with k as (delete from keys where key_id = '${lost.key}') delete from key_changes`,
  );
  const state = (): Promise<boolean> =>
    brief.open(EVENT, lost).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof KeyUnavailable)) throw error;
        return false;
      },
    );
  const backAt = performance.now();
  expect((await lastTime(state)) - backAt).toBeLessThan(LIFE);
});
