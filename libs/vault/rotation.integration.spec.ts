import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomId } from '#libs/kernel';
import { migratedDatabase, type TestDatabase } from '../../test/setup/database';
import { until } from '../../test/setup/until';
import { blindIndex } from './blind-index';
import { derivedKey, decodeSecrets, encodeSecrets, newMasterKey, type Secrets } from './secrets';
import { onKeyring, TEST_SECRETS, testVault } from './testing';
import { type Sealed } from '.';
import { Rotation, type PostgresVault, type ValuesOf } from './postgres';

/** Rotation of the master key while the service runs (ADR 0026). */

let database: TestDatabase;
let folder: string;
let file: string;
let logId: string;
let vault: PostgresVault;
let rotation: Rotation;
const opened: PostgresVault[] = [];
const nobody: ValuesOf = () => Promise.resolve([]);
const ignored = (): void => undefined;

beforeEach(async () => {
  database = await migratedDatabase();
  folder = mkdtempSync(join(tmpdir(), 'inzage-rotation-'));
  file = join(folder, 'secrets.json');
  logId = randomId();
  vault = await start({ logIsEmpty: true });
  rotation = new Rotation({ keyringUrl: database.keyringUrl, secretsFile: file, logId });
});

afterEach(async () => {
  await rotation.close();
  await Promise.all(opened.splice(0).map(each => each.close()));
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function start(options: { secretsFile?: string; logIsEmpty?: boolean } = {}): Promise<PostgresVault> {
  const one = await testVault(database.keyringUrl, {
    secretsFile: file,
    logId,
    logIsEmpty: false,
    cacheMs: 200,
    ...options,
  });
  opened.push(one);
  return one;
}

const secrets = (path = file): Secrets => decodeSecrets(readFileSync(path, 'utf8'), path);
const newOwner = (): string => `subject:${randomId()}`;
const scopeOf = (owner: string, period = 'contract') => ({ owner, purpose: 'contract', period });
const EVENT = randomId();

async function seal(by: PostgresVault, owner = newOwner()): Promise<Sealed & { owner: string }> {
  const [sealed] = await by.seal(EVENT, [{ ...scopeOf(owner), values: { email: 'an@example.be' } }]);
  return { ...sealed!, owner };
}

async function rows<R>(text: string): Promise<R[]> {
  return onKeyring<R>(database.keyringUrl, text);
}

async function epochsOf(table: 'keys' | 'lookups' | 'actors'): Promise<number[]> {
  return (await rows<{ epoch: number }>(`select distinct epoch from ${table} order by 1`)).map(
    ({ epoch }) => epoch,
  );
}

/** The whole way, up to a step. */
async function rotate(to: 'announced' | 'activated' | 'rewrapped' | 'retired'): Promise<number> {
  const epoch = await rotation.announce();
  if (to === 'announced') return epoch;
  await until(
    () => rotation.readyToActivate().catch((error: Error) => error.message),
    answer => answer === epoch,
  );
  await rotation.activate(epoch);
  if (to === 'activated') return epoch;
  await rotation.rewrap(nobody, ignored);
  if (to === 'retired') await rotation.retire();
  return epoch;
}

describe('announce', () => {
  test('puts a new epoch into the file and stops nobody: all go on under the old one; again is the same', async () => {
    const other = await start();
    const before = await seal(vault);
    expect([await rotation.announce(), await rotation.announce()]).toEqual([2, 2]);
    expect(secrets().masterKeys.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await seal(vault);
    await seal(other);
    expect(await epochsOf('keys')).toEqual([1]);
    expect(await other.open(EVENT, before)).toMatchObject({ state: 'open' });
    // Who starts with a file of before is served too: nothing is wrapped under the new epoch.
    writeFileSync(
      join(folder, 'old.json'),
      encodeSecrets({ ...secrets(), masterKeys: [secrets().masterKeys[0]!] }),
      {
        mode: 0o600,
      },
    );
    expect(await (await start({ secretsFile: join(folder, 'old.json') })).open(EVENT, before)).toMatchObject({
      state: 'open',
    });
  });

  test('cut off after the file was written, it goes on with that epoch', async () => {
    await rotation.announce();
    const written = readFileSync(file, 'utf8');
    await rows(`delete from epochs where epoch = 2`);
    await rows(`delete from checks where secret = 'master key, epoch 2'`);
    expect(await rotation.announce()).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(written);
  });
});

describe('activate', () => {
  test('a process that read the file between its writing and the keyring’s being told has the epoch all the same', async () => {
    const seen = async (): Promise<string> =>
      (await rows<{ at: string }>('select seen_at::text as at from processes'))[0]!.at;
    const before = await seen();
    const { masterKeys, ...rest } = secrets();
    writeFileSync(file, encodeSecrets({ ...rest, masterKeys: [...masterKeys, newMasterKey(2)] }));
    // It says what it has whenever it has read the file.
    await until(seen, at => at !== before, 4_000);
    await rotate('activated');
  });

  test('is refused, by name, while a living process lacks the epoch; it reads its file again without a restart', async () => {
    const elsewhere = join(folder, 'elsewhere.json');
    copyFileSync(file, elsewhere);
    const other = await start({ secretsFile: elsewhere });
    await rotation.announce();
    await until(
      async () => (await rotation.status()).processes.map(({ epochs }) => epochs.join()),
      held => held.includes('1,2'),
    );
    await expect(rotation.readyToActivate()).rejects.toThrow(`${hostname()}:${process.pid}`);
    copyFileSync(file, elsewhere);
    await until(
      () => rotation.readyToActivate().catch(() => undefined),
      epoch => epoch === 2,
    );
    await rotation.activate(2);
    // Whoever has not noticed yet is told by the keyring itself, and goes on under the new epoch.
    await Promise.all([seal(vault), seal(other)]);
    expect(await epochsOf('keys')).toEqual([2]);
  });

  test('from then on the keyring itself refuses what is wrapped or made under an older epoch', async () => {
    const owner = newOwner();
    const { key } = await seal(vault, owner);
    await vault.claim('login', 'an', owner, randomId(), key);
    await rotate('activated');
    const insert = (epoch: number): string =>
      `insert into keys values (gen_random_uuid(), 'x', 'x', 'x', ${epoch}, '\\x00', ${epoch}, now())`;
    await expect(rows(insert(1))).rejects.toMatchObject({ code: 'IZ001' });
    await rows(insert(2));
    await expect(rows(`update keys set wrapped = '\\x00' where key_id = '${key}'`)).rejects.toMatchObject({
      code: 'IZ001',
    });
    await expect(
      rows(
        `insert into lookups (key_id, epoch, pending, kind, blind) values ('${key}', 1, false, 'email', decode(repeat('00', 16), 'hex'))`,
      ),
    ).rejects.toMatchObject({ code: 'IZ001' });
    // What is not wrapped anew may change.
    await rows(`update keys set retired_at = now() where key_id = '${key}'`);
  });

  test('a process whose file lacks the active epoch makes nothing, and reads what it can', async () => {
    const before = await seal(vault);
    const elsewhere = join(folder, 'elsewhere.json');
    copyFileSync(file, elsewhere);
    const other = await start({ secretsFile: elsewhere });
    await rotation.announce();
    await rotation.activate(2);
    await expect(seal(other)).rejects.toThrow('epoch');
    expect(await other.open(EVENT, before)).toMatchObject({ state: 'open' });
    copyFileSync(file, elsewhere);
    await until(
      () => seal(other).catch(() => undefined),
      sealed => sealed !== undefined,
    );
    expect(await epochsOf('keys')).toEqual([1, 2]);
  });
});

describe('the blind index', () => {
  test('a value claimed under one epoch is taken under the next, before and after its row is made anew', async () => {
    const [owner, thief] = [newOwner(), newOwner()];
    const [mine, theirs] = [await seal(vault, owner), await seal(vault, thief)];
    const command = randomId();
    await vault.claim('login', 'an', owner, command, mine.key);
    await vault.confirmClaim('login', 'an', command);
    await vault.addLookups([{ kind: 'email', value: 'an@example.be', owner, key: mine.key }]);
    const pseudonym = await vault.pseudonym('https://issuer.example', 'an.officer');
    const stands = async (): Promise<void> => {
      expect(await vault.claim('login', 'an', thief, randomId(), theirs.key)).toEqual({
        state: 'taken',
        owner,
      });
      expect(await vault.find('login', 'an')).toEqual([{ owner }]);
      expect(await vault.find('email', 'an@example.be')).toEqual([{ owner }]);
      const fresh = await start();
      expect(await fresh.pseudonym('https://issuer.example', 'an.officer')).toBe(pseudonym);
      expect(await fresh.personOf(pseudonym)).toEqual({
        issuer: 'https://issuer.example',
        subject: 'an.officer',
      });
    };
    await rotate('announced');
    await stands();
    await rotate('activated');
    await stands();
    await vault.addLookups([{ kind: 'email', value: 'an@example.be', owner, key: mine.key }]);
    await rotation.rewrap(nobody, ignored);
    await stands();
    expect([await epochsOf('lookups'), await epochsOf('actors')]).toEqual([[2], [2]]);
    await rotation.retire();
    await stands();
    await vault.releaseClaim('login', 'an', owner);
    expect((await vault.claim('login', 'an', thief, randomId(), theirs.key)).state).toBe('claimed');
  });

  test('an old copy of the keyring does not tell, with the secrets of now, who was a customer', async () => {
    const owner = newOwner();
    const { key } = await seal(vault, owner);
    await vault.claim('login', 'an', owner, randomId(), key);
    const old = await rows<{ blind: Buffer; box: Buffer }>('select blind, box from lookups');
    const found = (): boolean =>
      old.some(({ blind }) =>
        secrets().masterKeys.some(master =>
          blindIndex(derivedKey(master.key, 'inzage:blind-index:1'), 'login', 'an').equals(blind),
        ),
      );
    expect(found()).toBe(true);
    await rotate('retired');
    expect(found()).toBe(false);
  });

  test('rows of before, under the look-up key of the file and without their value, are made anew from the log', async () => {
    await vault.close();
    opened.length = 0;
    const owners = [newOwner(), newOwner()] as const;
    // As a keyring of before has them.
    await rows('truncate identity, checks, keys, epochs cascade');
    writeFileSync(file, encodeSecrets({ ...TEST_SECRETS, log: logId }), { mode: 0o600 });
    vault = await start({ logIsEmpty: true });
    expect(vault.generated).toBe(true);
    const command = randomId();
    for (const owner of owners) {
      const { key } = await seal(vault, owner);
      await vault.claim('login', owner, owner, command, key);
      await vault.addLookups([{ kind: 'email', value: 'an@example.be', owner, key }]);
    }
    expect(await epochsOf('lookups')).toEqual([0]);
    await rows('update lookups set box = null');
    await rotate('activated');
    const half: ValuesOf = owner =>
      Promise.resolve(owner === owners[0] ? [{ kind: 'login', value: owner }] : []);
    expect(await rotation.rewrap(half, ignored)).toBe(3);
    await expect(rotation.retire()).rejects.toThrow('3 rows');
    const all: ValuesOf = owner =>
      Promise.resolve([
        { kind: 'login', value: 'another' },
        { kind: 'login', value: owner },
        { kind: 'email', value: 'an@example.be' },
      ]);
    expect(await rotation.rewrap(all, ignored)).toBe(0);
    await rotation.retire();
    expect(secrets().lookupKey).toBeUndefined();
    const fresh = await start();
    expect(await fresh.find('email', 'an@example.be')).toHaveLength(2);
    expect(await fresh.find('login', owners[0])).toMatchObject([{ owner: owners[0] }]);
  });
});

describe('rewrap and retire', () => {
  test('every key is wrapped anew, by compare-and-set, from wherever it was cut off; values are what they were', async () => {
    const all = await Promise.all(Array.from({ length: 2_500 }, () => seal(vault)));
    await rotate('activated');
    await expect(
      rotation.rewrap(nobody, () => {
        throw new Error('cut off');
      }),
    ).rejects.toThrow('cut off');
    expect(await epochsOf('keys')).toEqual([1, 2]);
    await expect(rotation.retire()).rejects.toThrow('1500 rows');
    // What is fenced meanwhile stays away.
    await vault.fence([all[0]!.key], { owner: all[0]!.owner });
    await rotation.rewrap(nobody, ignored);
    expect(await epochsOf('keys')).toEqual([2]);
    const done = await rotation.retire();
    expect(done?.epochs).toEqual([1]);
    expect(done?.remains.wal).toMatch(/^[0-9A-F]{24}$/);
    expect(secrets().masterKeys.map(({ epoch }) => epoch)).toEqual([2]);
    const fresh = await start();
    const states = await fresh.openAll(all.map(envelope => ({ eventId: EVENT, envelope })));
    expect(states.map(({ state }) => state)).toEqual(all.map((_, i) => (i === 0 ? 'erased' : 'open')));
    expect((await rotation.status()).epochs).toMatchObject([
      { epoch: 1, keys: 0, inFile: false, retiredAt: expect.any(Date) as Date },
      { epoch: 2, retiredAt: null },
    ]);
  });

  test('a fence tells the highest epoch that its key, or a look-up row of it, was ever wrapped under', async () => {
    const owners = Array.from({ length: 4 }, newOwner);
    const keys = await Promise.all(owners.map(owner => seal(vault, owner)));
    const fence = (index: number): Promise<number> => {
      const { owner, key, purpose, period } = keys[index]!;
      return vault.applyFences({ keys: [{ key, owner, purpose, period, generation: 1 }], barred: [owner] });
    };
    expect(await fence(0)).toBe(1);
    await rotate('activated');
    expect([await fence(0), await fence(1)]).toEqual([1, 1]);
    await vault.addLookups([{ kind: 'email', value: 'x', owner: owners[2]!, key: keys[2]!.key }]);
    await vault.fence([], { owner: owners[2]!, whole: true });
    expect(await fence(2)).toBe(2);
    await rotation.rewrap(nobody, ignored);
    expect([await fence(3), await fence(2), await fence(1)]).toEqual([2, 2, 1]);
  });
});

describe('a keyring that is another one, or was put back', () => {
  const TABLES = 'identity, checks, keys, fences, barred_owners, lookups, actors, key_changes, epochs';
  const unavailable = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: Error) => error.constructor.name,
    );

  test.each([
    ['emptied', `truncate ${TABLES} cascade`],
    ['replaced', `update identity set id = gen_random_uuid(); delete from keys`],
  ])('that was %s under the running service is used for nothing, and gets nothing', async (_how, act) => {
    const before = await seal(vault);
    await rows(act);
    // Before anybody has looked, and when everybody has.
    expect(await unavailable(seal(vault))).toBe('KeyringUnavailable');
    await until(
      () => unavailable(vault.ping()),
      answer => answer === 'KeyringUnavailable',
    );
    expect(await unavailable(vault.open(EVENT, before))).toBe('KeyringUnavailable');
    expect(await unavailable(vault.pseudonym('i', 's'))).toBe('KeyringUnavailable');
    expect(await unavailable(vault.fence([], { owner: before.owner, whole: true }))).toBe(
      'KeyringUnavailable',
    );
    expect(await rows('select from keys')).toEqual([]);
  });

  test('that was put back is asked for nothing before it was told what it does not know', async () => {
    const [kept, erased] = [await seal(vault), await seal(vault)];
    const copy = await rows<{ t: string }>('select k::text as t from keys k');
    await vault.fence([erased.key], { owner: erased.owner });
    expect(await vault.open(EVENT, erased)).toEqual({ state: 'erased' });
    // Each process has read the journal since: what it is held to next.
    const since = Date.now();
    await until(
      () => Date.now() - since,
      passed => passed > 300,
    );
    let told = 0;
    vault.onRestored(async () => {
      told += 1;
      await vault.applyFences({
        keys: [{ ...scopeOf(erased.owner), key: erased.key, generation: 1 }],
        barred: [],
      });
    });
    // Others have fenced since: the number alone says nothing.
    await rows(`truncate keys, fences, key_changes cascade;
      insert into key_changes select n, gen_random_uuid(), 'x', 'x', 'x' from generate_series(1, 3) n;
      ${copy.map(({ t }) => `insert into keys select ('${t}'::keys).*`).join(';')}`);
    await until(
      async () =>
        told > 0 &&
        vault.open(EVENT, erased).then(
          ({ state }) => state,
          () => 'unavailable',
        ),
      state => state === 'erased',
    );
    expect(await vault.open(EVENT, kept)).toMatchObject({ state: 'open' });
  });

  test('from before a rotation, with a file that goes on: the start refuses, and says what to restore', async () => {
    await seal(vault);
    const copy = {
      identity: await rows<{ t: string }>('select i::text as t from identity i'),
      checks: await rows<{ t: string }>('select c::text as t from checks c'),
      keys: await rows<{ t: string }>('select k::text as t from keys k'),
      epochs: await rows<{ t: string }>('select e::text as t from epochs e'),
    };
    const old = readFileSync(file, 'utf8');
    await rotate('retired');
    await vault.close();
    opened.length = 0;
    await rows(`truncate ${TABLES} cascade`);
    await rows('alter table keys disable trigger guard_keys');
    for (const [table, saved] of Object.entries(copy))
      for (const { t } of saved) await rows(`insert into ${table} select ('${t}'::${table}).*`);
    await rows('alter table keys enable trigger guard_keys');
    await expect(start()).rejects.toMatchObject({
      code: 'master-key-missing',
      message: expect.stringContaining('copy from before that; restore a newer one') as string,
    });
    // A file that still has the epoch, and a log that says which one is active: it serves, and makes nothing under the old one.
    const both = decodeSecrets(old, file);
    writeFileSync(
      file,
      encodeSecrets({ ...both, masterKeys: [...both.masterKeys, ...secrets().masterKeys] }),
    );
    vault = await start();
    await expect(vault.activateEpoch(2)).rejects.toMatchObject({ code: 'master-key-missing' });
  });
});

describe('the key of fingerprints of version 1', () => {
  beforeEach(async () => {
    await vault.close();
    opened.length = 0;
    await rows('truncate identity, checks, keys, epochs cascade');
    writeFileSync(file, encodeSecrets({ ...TEST_SECRETS, log: logId }), { mode: 0o600 });
    vault = await start({ logIsEmpty: true });
  });

  test('cannot be derived any more once it is ended; ids are what they were', async () => {
    const before = { id: vault.idFrom(EVENT, 'x'), command: vault.commandId('i', 'c', 'r', EVENT) };
    expect(vault.fingerprintOfBefore('x')).toBeDefined();
    expect(await vault.fingerprintsUntil()).toBeNull();
    const formatOne = readFileSync(file, 'utf8');
    await rotation.endFingerprints();
    await rotation.endFingerprints();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ format: 2 });
    expect(readFileSync(file, 'utf8')).not.toContain(TEST_SECRETS.idSecret!.toString('base64url'));
    const fresh = await start();
    expect(fresh.fingerprintOfBefore('x')).toBeUndefined();
    expect({ id: fresh.idFrom(EVENT, 'x'), command: fresh.commandId('i', 'c', 'r', EVENT) }).toEqual(before);
    expect(fresh.clearFingerprint('x')).toBe(vault.clearFingerprint('x'));
    expect(await fresh.fingerprintsUntil()).toBe(1);

    // A copy in the old format is not taken for the present one; it can be ended too.
    writeFileSync(file, formatOne);
    await expect(start()).rejects.toMatchObject({ code: 'secrets-superseded' });
    await rotation.endFingerprints();
    await start();
  });

  test('cut off after the file was written, or with a keyring from before, the start takes it up', async () => {
    const keyring = await rows<{ secret: string; value: Buffer }>('select * from checks');
    await rotation.endFingerprints();
    await rows(`delete from checks where secret like '%-id key'`);
    const secret = keyring.find(each => each.secret === 'id secret')!;
    await rows(`insert into checks values ('id secret', '\\x${secret.value.toString('hex')}');
      update identity set fingerprints = null`);
    const fresh = await start();
    expect(await fresh.fingerprintsUntil()).toBe(1);
    expect(await rows(`select secret from checks where secret = 'id secret'`)).toEqual([]);
  });
});
