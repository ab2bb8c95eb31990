import { randomId } from '#libs/kernel';
import { migratedDatabase, type TestDatabase } from '../../test/setup/database';
import type { PostgresVault } from './postgres-vault';
import { onKeyring, testVault } from './testing';
import { KeyFenced, KeyUnavailable, type UniqueLookup } from './types';

let database: TestDatabase;
let vault: PostgresVault;
let other: PostgresVault;
let now = new Date('2026-11-24T10:00:00Z');

beforeAll(async () => {
  database = await migratedDatabase();
  const clock = { now: () => now };
  vault = await testVault(database.keyringUrl, { clock });
  other = await testVault(database.keyringUrl, { clock });
});

afterAll(async () => {
  await Promise.all([vault, other].map(each => each.close()));
  await database.drop();
});

interface Claimant {
  owner: string;
  key: string;
  command: string;
}

async function claimant(): Promise<Claimant> {
  const owner = `subject:${randomId()}`;
  const [sealed] = await vault.seal(randomId(), [
    { owner, purpose: 'contract', period: 'contract', values: {} },
  ]);
  return { owner, key: sealed!.key, command: randomId() };
}

const sql = (text: string, values?: unknown[]): Promise<unknown[]> =>
  onKeyring(database.keyringUrl, text, values);

let last = 0;
const freshLogin = (): string => `jan${++last}`;

const claim = (
  by: PostgresVault,
  value: string,
  { owner, command, key }: Claimant,
  kind: UniqueLookup = 'login',
) => by.claim(kind, value, owner, command, key);

describe('a unique value (P05)', () => {
  test('is claimed, pending until it is confirmed; a retry of the claimant is the same claim', async () => {
    const [login, a] = [freshLogin(), await claimant()];
    expect(await vault.find('login', login)).toEqual([]);
    for (const by of [vault, other, vault]) expect(await claim(by, login, a)).toEqual({ state: 'claimed' });
    expect(await other.find('login', login)).toEqual([{ owner: a.owner, pendingCommand: a.command }]);
    await vault.confirmClaim('login', login, randomId());
    expect(await other.find('login', login)).toEqual([{ owner: a.owner, pendingCommand: a.command }]);
    await vault.confirmClaim('login', login, a.command);
    await vault.confirmClaim('login', login, a.command);
    expect(await other.find('login', login)).toEqual([{ owner: a.owner }]);
    expect(await claim(other, login, a)).toEqual({ state: 'claimed' });
    expect(await other.find('login', login)).toEqual([{ owner: a.owner }]);
  });

  test('Art. 17: is free again though its look-up row came back from a copy, once its holder is erased', async () => {
    const [login, a, b] = [freshLogin(), await claimant(), await claimant()];
    await claim(vault, login, a);
    await vault.confirmClaim('login', login, a.command);
    await sql('create table kept as select * from lookups where key_id = $1', [a.key]);
    await vault.fence([a.key], { owner: a.owner, whole: true });
    await sql('insert into lookups select * from kept');
    expect(await claim(vault, login, b)).toEqual({ state: 'claimed' });
    expect(await vault.find('login', login)).toMatchObject([{ owner: b.owner }]);
    await sql('drop table kept');
  });

  test('stays its holder’s while the holder’s key is missing, which is said at once', async () => {
    const [login, a, b] = [freshLogin(), await claimant(), await claimant()];
    await claim(vault, login, a);
    await vault.confirmClaim('login', login, a.command);
    await sql('create table kept as select * from lookups where key_id = $1', [a.key]);
    await sql('create table kept_keys as select * from keys where key_id = $1', [a.key]);
    await sql('delete from keys where key_id = $1', [a.key]);
    await sql('insert into lookups select * from kept');
    await expect(claim(vault, login, b)).rejects.toThrow(KeyUnavailable);
    await sql('insert into keys select * from kept_keys');
    expect(await claim(vault, login, b)).toEqual({ state: 'taken', owner: a.owner });
    await sql('drop table kept; drop table kept_keys');
  });

  test('has one holder: another is told who, and by which command while that is open', async () => {
    const [login, a, b] = [freshLogin(), await claimant(), await claimant()];
    await claim(vault, login, a);
    expect(await claim(other, login, b)).toEqual({
      state: 'taken',
      owner: a.owner,
      pending: { commandId: a.command, since: now },
    });
    await vault.confirmClaim('login', login, a.command);
    expect(await claim(other, login, b)).toEqual({ state: 'taken', owner: a.owner });
    expect(await claim(other, login, { ...a, command: randomId() })).toEqual({
      state: 'taken',
      owner: a.owner,
    });
    expect(await claim(other, login, b, 'domain-holder')).toEqual({ state: 'claimed' });
  });

  test('claimed by two at once goes to one, and the other learns it', async () => {
    const [a, b] = [await claimant(), await claimant()];
    for (let round = 0; round < 40; round++) {
      const login = freshLogin();
      const [mine, theirs] = await Promise.all([claim(vault, login, a), claim(other, login, b)]);
      const holder = mine.state === 'claimed' ? a : b;
      const loser = mine.state === 'claimed' ? theirs : mine;
      expect([mine.state, theirs.state].sort()).toEqual(['claimed', 'taken']);
      expect(loser).toMatchObject({ owner: holder.owner, pending: { commandId: holder.command } });
      expect(await vault.find('login', login)).toEqual([
        { owner: holder.owner, pendingCommand: holder.command },
      ]);
    }
  });

  test('claimed together with many others, by two processes in opposite order, each goes to one', async () => {
    const logins = Array.from({ length: 60 }, freshLogin);
    const [a, b] = [await claimant(), await claimant()];
    const all = (by: PostgresVault, whose: Claimant, values: readonly string[]) =>
      Promise.all(values.map(login => claim(by, login, whose)));
    const [mine, theirs] = await Promise.all([
      all(vault, a, logins),
      all(other, b, logins.toReversed()).then(states => states.toReversed()),
    ]);
    mine.forEach((state, index) =>
      expect([state.state, theirs[index]!.state].sort()).toEqual(['claimed', 'taken']),
    );
    await Promise.all(logins.map(login => vault.confirmClaim('login', login, a.command)));
    const open = (await vault.pendingClaims(new Date('2099-01-01T00:00:00Z'), 1_000)).filter(
      ({ commandId }) => commandId === a.command,
    );
    expect(open).toEqual([]);
  });

  test('is known to stand by its key and command, of that kind, until it is released', async () => {
    const [login, a, b] = [freshLogin(), await claimant(), await claimant()];
    await claim(vault, login, a);
    const by = async (kind: UniqueLookup, ...claims: Claimant[]) => [
      ...(await other.claimedBy(
        kind,
        claims.map(({ command, key }) => ({ commandId: command, key })),
      )),
    ];
    expect(await by('login', a, b, { ...a, command: randomId() }, { ...b, command: a.command })).toEqual([
      a.command,
    ]);
    expect(await by('identity', a)).toEqual([]);
    await vault.releaseClaim('login', login, a.owner);
    expect(await by('login', a)).toEqual([]);
  });

  test('a claim that cannot be made hurts none of those that go with it', async () => {
    const [a, b, c] = [await claimant(), await claimant(), await claimant()];
    await vault.fence([b.key], { owner: b.owner, whole: true });
    const [ours, fenced, missing, too] = await Promise.allSettled([
      claim(vault, freshLogin(), a),
      claim(vault, freshLogin(), b),
      claim(vault, freshLogin(), { ...c, key: randomId() }),
      claim(vault, freshLogin(), c),
    ]);
    expect([ours, too]).toMatchObject([{ value: { state: 'claimed' } }, { value: { state: 'claimed' } }]);
    expect([fenced, missing]).toMatchObject([
      { reason: expect.any(KeyFenced) as Error },
      { reason: expect.any(KeyUnavailable) as Error },
    ]);
  });

  test('is released by its holder alone; a command releases only its own pending claim', async () => {
    const [login, a, b] = [freshLogin(), await claimant(), await claimant()];
    await claim(vault, login, a);
    await vault.releaseClaim('login', login, b.owner);
    await vault.releaseClaim('login', login, a.owner, b.command);
    expect(await vault.find('login', login)).toHaveLength(1);
    await vault.confirmClaim('login', login, a.command);
    await vault.releaseClaim('login', login, a.owner, a.command);
    expect(await vault.find('login', login)).toEqual([{ owner: a.owner }]);
    await vault.releaseClaim('login', login, a.owner);
    expect(await vault.find('login', login)).toEqual([]);

    await claim(vault, login, b);
    await other.releaseClaim('login', login, b.owner, b.command);
    expect(await claim(other, login, a)).toEqual({ state: 'claimed' });
  });

  test('whose command was interrupted is found again and settled as its stream says', async () => {
    const [a, b] = [await claimant(), await claimant()];
    const [first, second, third] = [freshLogin(), freshLogin(), freshLogin()];
    now = new Date('2020-01-01T00:00:00Z');
    await claim(vault, first, a);
    await claim(vault, second, a, 'domain-holder');
    now = new Date('2020-01-01T00:01:00Z');
    await claim(vault, third, b);
    const since = new Date('2020-01-01T00:00:00Z');
    expect(await vault.pendingClaims(now, 10)).toEqual(
      expect.arrayContaining([
        { kind: 'login', owner: a.owner, commandId: a.command, since },
        { kind: 'domain-holder', owner: a.owner, commandId: a.command, since },
      ]),
    );
    await other.settleClaims(a.owner, a.command, true);
    await other.settleClaims(b.owner, b.command, false);
    expect(await vault.pendingClaims(new Date('2020-01-02T00:00:00Z'), 10)).toEqual([]);
    expect(await vault.find('login', first)).toEqual([{ owner: a.owner }]);
    expect(await vault.find('domain-holder', second)).toEqual([{ owner: a.owner }]);
    expect(await vault.find('login', third)).toEqual([]);
    now = new Date('2026-11-24T10:00:00Z');
  });

  test('hangs on its key: fenced, it is free again, and its owner claims no more', async () => {
    const [login, a, b] = [freshLogin(), await claimant(), await claimant()];
    await claim(vault, login, a);
    await vault.confirmClaim('login', login, a.command);
    await vault.fence([a.key], { owner: a.owner });
    expect(await vault.find('login', login)).toEqual([]);
    await expect(claim(other, login, a)).rejects.toThrow(KeyFenced);
    expect(await claim(other, login, b)).toEqual({ state: 'claimed' });
  });

  test('is not claimed under a key that is not there or not the owner’s', async () => {
    const [a, b] = [await claimant(), await claimant()];
    await expect(claim(vault, freshLogin(), { ...a, key: randomId() })).rejects.toThrow(KeyUnavailable);
    await expect(claim(vault, freshLogin(), { ...a, key: b.key })).rejects.toThrow(KeyUnavailable);
  });

  test('moves with its claimant’s retry to the key of that retry', async () => {
    const [login, a] = [freshLogin(), await claimant()];
    await claim(vault, login, a);
    const renewed = await vault.renewKey({ owner: a.owner, purpose: 'contract', period: 'contract' }, 1);
    expect(await claim(vault, login, { ...a, key: renewed.key })).toEqual({ state: 'claimed' });
    await vault.fence([a.key], { owner: a.owner });
    expect(await vault.find('login', login)).toHaveLength(1);
  });
});

describe('a shared value (P05)', () => {
  test('has every owner that was added, once', async () => {
    const [a, b] = [await claimant(), await claimant()];
    const rows = [a, b, a].map(({ owner, key }) => ({
      kind: 'email' as const,
      value: 'gezin@example.be',
      owner,
      key,
    }));
    await vault.addLookups(rows);
    await other.addLookups(rows);
    await other.addLookups([]);
    const found = await vault.find('email', 'gezin@example.be');
    expect(found).toEqual(
      [{ owner: a.owner }, { owner: b.owner }].sort((x, y) => (x.owner < y.owner ? -1 : 1)),
    );
    expect(await vault.find('telephone', 'gezin@example.be')).toEqual([]);
  });

  test('stays under the purpose that still holds it', async () => {
    const a = await claimant();
    const [hosting] = await vault.seal(randomId(), [
      { owner: a.owner, purpose: 'hosting', period: 'contract', values: {} },
    ]);
    await vault.addLookups(
      [a.key, hosting!.key].map(key => ({
        kind: 'telephone' as const,
        value: '+3250111111',
        owner: a.owner,
        key,
      })),
    );
    await vault.fence([a.key], { owner: a.owner });
    expect(await vault.find('telephone', '+3250111111')).toEqual([{ owner: a.owner }]);
    await vault.fence([hosting!.key], { owner: a.owner });
    expect(await vault.find('telephone', '+3250111111')).toEqual([]);
  });

  test('is not added behind a fence, and says so of a key that is only missing', async () => {
    const [a, b] = [await claimant(), await claimant()];
    await vault.fence([a.key], { owner: a.owner });
    const row = ({ owner, key }: Claimant, value: string) => ({ kind: 'email' as const, value, owner, key });
    await vault.addLookups([row(a, 'weg@example.be'), row(b, 'blijft@example.be')]);
    expect(await vault.find('email', 'weg@example.be')).toEqual([]);
    expect(await vault.find('email', 'blijft@example.be')).toHaveLength(1);
    const lost = { ...b, key: randomId() };
    await expect(vault.addLookups([row(lost, 'x'), row(b, 'toch@example.be')])).rejects.toThrow(
      KeyUnavailable,
    );
    expect(await vault.find('email', 'toch@example.be')).toHaveLength(1);
  });

  test('added while the fence is being set is gone after it', async () => {
    for (let round = 0; round < 20; round++) {
      const a = await claimant();
      const value = `race${round}@example.be`;
      const rows = [{ kind: 'email' as const, value, owner: a.owner, key: a.key }];
      const claimed = claim(other, `${value}-login`, a).catch((error: unknown) => {
        if (!(error instanceof KeyFenced)) throw error;
      });
      await Promise.all([
        other.addLookups(rows),
        claimed,
        vault.fence([a.key], { owner: a.owner, whole: round % 2 === 0 }),
        other.addLookups(rows),
      ]);
      expect(await vault.find('email', value)).toEqual([]);
      expect(await vault.find('login', `${value}-login`)).toEqual([]);
    }
  });
});
