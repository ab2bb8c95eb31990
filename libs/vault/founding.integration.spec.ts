import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { randomId } from '#libs/kernel';
import { freshDatabase, type TestDatabase } from '../../test/setup/database';
import { migrateKeyring } from './migrations';
import { PostgresVault } from './postgres-vault';
import { newSecrets, encodeSecrets } from './secrets';
import { emptyKeyring, TEST_SECRETS, testVault, type TestVaultOptions } from './testing';
import { KeyringUnavailable, VaultRefused } from './types';

const SCOPE = { owner: `subject:${randomId()}`, purpose: 'contract', period: 'contract' };
const EVENT = randomId();

let database: TestDatabase;
/** Another keyring than that of `database`: its first database, put to this use. */
let otherKeyringUrl: string;
let folder: string;
let secretsFile: string;
let logId: string;
const opened: PostgresVault[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  otherKeyringUrl = database.ownerUrl;
  for (const url of [database.keyringUrl, otherKeyringUrl]) await migrateKeyring(url);
});

afterAll(() => database.drop());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inzage-secrets-'));
  secretsFile = join(folder, 'deeper', 'secrets.json');
  logId = randomId();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map(vault => vault.close()));
  for (const url of [database.keyringUrl, otherKeyringUrl]) await emptyKeyring(url);
  rmSync(folder, { recursive: true });
});

async function start(options: TestVaultOptions = {}): Promise<PostgresVault> {
  const vault = await testVault(database.keyringUrl, { secretsFile, logId, logIsEmpty: false, ...options });
  opened.push(vault);
  return vault;
}

async function refusal(starting: Promise<unknown>): Promise<VaultRefused> {
  const error = await starting.then(
    () => new Error('it started'),
    (error: unknown) => error,
  );
  if (!(error instanceof VaultRefused)) throw error;
  return error;
}

test('the first start makes the secrets, for its owner only, and says so; the next recognises them', async () => {
  const first = await start({ logIsEmpty: true });
  expect(first.generated).toBe(true);
  expect(statSync(secretsFile).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'deeper'))).toEqual(['secrets.json']);
  expect(JSON.parse(readFileSync(secretsFile, 'utf8'))).toEqual({
    format: 2,
    log: logId,
    masterKeys: [{ epoch: 1, key: expect.stringMatching(/^[\w-]{43}$/) as string }],
    commandIdKey: expect.stringMatching(/^[\w-]{43}$/) as string,
    derivedIdKey: expect.stringMatching(/^[\w-]{43}$/) as string,
  });
  const [envelope] = await first.seal(EVENT, [{ ...SCOPE, values: { email: 'a@example.be' } }]);

  const second = await start();
  expect(second.generated).toBe(false);
  expect(await second.open(EVENT, envelope!)).toEqual({ state: 'open', values: { email: 'a@example.be' } });
});

test('of two first starts at once one founds, and both have the same secrets', async () => {
  const both = await Promise.all([start({ logIsEmpty: true }), start({ logIsEmpty: true })]);
  expect(both.map(vault => vault.generated).sort()).toEqual([false, true]);
  const [envelope] = await both[0].seal(EVENT, [{ ...SCOPE, values: { language: 'nl' } }]);
  expect(await both[1].open(EVENT, envelope!)).toMatchObject({ state: 'open' });
  expect(both[0].clearFingerprint({})).toBe(both[1].clearFingerprint({}));
});

test('a first start that was cut off after the file was written goes on with that file', async () => {
  await (await start({ logIsEmpty: true })).close();
  opened.pop();
  const before = readFileSync(secretsFile, 'utf8');
  const again = await testVault(otherKeyringUrl, { secretsFile, logId, logIsEmpty: true });
  expect(again.generated).toBe(true);
  expect(readFileSync(secretsFile, 'utf8')).toBe(before);
  opened.push(again);
});

describe('a start that does not fit is refused, and changes nothing', () => {
  async function changes(code: VaultRefused['code'], starting: () => Promise<unknown>): Promise<string> {
    const error = await refusal(starting());
    expect(error.code).toBe(code);
    return error.message;
  }

  test('no secrets and no keyring, but a log with events', async () => {
    expect(await changes('keyring-empty', () => start())).toContain('restore the keyring');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('no keyring beside secrets and log', async () => {
    await start({ logIsEmpty: true });
    await changes('keyring-empty', () =>
      testVault(otherKeyringUrl, { secretsFile, logId, logIsEmpty: false }),
    );
  });

  test.each([true, false])('no secrets beside a keyring (log empty: %s): none are made', async logIsEmpty => {
    await start({ logIsEmpty: true });
    rmSync(secretsFile);
    expect(await changes('secrets-missing', () => start({ logIsEmpty }))).toContain(secretsFile);
    expect(readdirSync(join(folder, 'deeper'))).toEqual([]);
  });

  test.each<[string, Partial<typeof TEST_SECRETS>]>([
    ['master key, epoch 1', { masterKeys: [{ epoch: 1, key: Buffer.alloc(32, 9) }] }],
    ['id secret', { idSecret: Buffer.alloc(32, 9) }],
    ['look-up key', { lookupKey: Buffer.alloc(32, 9) }],
  ])('another %s', async (name, wrong) => {
    const first = await testVault(database.keyringUrl);
    opened.push(first);
    const [envelope] = await first.seal(EVENT, [{ ...SCOPE, values: { language: 'nl' } }]);
    const message = await changes('secrets-of-another-keyring', () =>
      testVault(database.keyringUrl, { secrets: { ...TEST_SECRETS, ...wrong }, logIsEmpty: false }),
    );
    expect(message).toContain(name);
    const right = await testVault(database.keyringUrl, { logIsEmpty: false });
    opened.push(right);
    expect(await right.open(EVENT, envelope!)).toMatchObject({ state: 'open' });
  });

  test('secrets or keyring of another log', async () => {
    await start({ logIsEmpty: true });
    await changes('secrets-of-another-log', () => start({ logId: randomId() }));
    const { log: _, ...unnamed } = JSON.parse(readFileSync(secretsFile, 'utf8')) as Record<string, unknown>;
    writeFileSync(secretsFile, JSON.stringify(unnamed));
    await changes('keyring-of-another-log', () => start({ logId: randomId() }));
    expect((await start()).generated).toBe(false);
  });

  test('a secrets file that everyone can read', async () => {
    await start({ logIsEmpty: true });
    chmodSync(secretsFile, 0o644);
    expect(await changes('secrets-exposed', () => start())).toContain('chmod 600');
  });

  test('a secrets file that was damaged, and no word of it is quoted', async () => {
    await start({ logIsEmpty: true });
    const good = JSON.parse(encodeSecrets(newSecrets(logId))) as Record<string, unknown>;
    const damaged = [
      '',
      'null',
      JSON.stringify(good).slice(0, -20),
      JSON.stringify({ ...good, format: 3 }),
      JSON.stringify({ ...good, derivedIdKey: `${String(good['derivedIdKey'])}A` }),
      JSON.stringify({ ...good, commandIdKey: undefined }),
      JSON.stringify({ ...good, masterKeys: [] }),
      JSON.stringify({ ...good, masterKeys: [null] }),
      JSON.stringify({ ...good, masterKeys: [1, 1].map(epoch => ({ epoch, key: good['derivedIdKey'] })) }),
    ];
    for (const text of damaged) {
      writeFileSync(secretsFile, text);
      const error = await refusal(start());
      expect(error.code).toBe('secrets-malformed');
      expect(inspect(error, { showHidden: true })).not.toContain(String(good['derivedIdKey']).slice(0, 12));
    }
  });

  test('a keyring without tables, and a place where secrets cannot be written', async () => {
    const withoutTables = new URL(database.keyringUrl);
    withoutTables.searchParams.set('options', '-c search_path=nowhere');
    await changes('keyring-not-migrated', () =>
      PostgresVault.open({ keyringUrl: withoutTables.toString(), secretsFile, logId, logIsEmpty: true }),
    );
    writeFileSync(join(folder, 'deeper'), 'a file where a folder should be');
    await changes('secrets-unreadable', () => start({ logIsEmpty: true }));
    rmSync(join(folder, 'deeper'));
    mkdirSync(`${secretsFile}.new`, { recursive: true });
    await changes('secrets-unwritable', () => start({ logIsEmpty: true }));
    // Nothing was founded without its secrets.
    rmSync(join(folder, 'deeper'), { recursive: true });
    expect((await start({ logIsEmpty: true })).generated).toBe(true);
  });
});

test('a keyring that does not answer is said to be that, without its address', async () => {
  const error: unknown = await PostgresVault.open({
    keyringUrl: 'postgres://role:geheim@127.0.0.1:1/keyring',
    secretsFile,
    logId,
    logIsEmpty: true,
  }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(KeyringUnavailable);
  expect(inspect(error)).not.toContain('geheim');
  expect(readdirSync(folder)).toEqual([]);
});
